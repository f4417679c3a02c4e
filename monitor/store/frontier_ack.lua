-- End a look. 1, or 0 if the lease is not the caller's any more.
-- KEYS: one shard. ARGV: override, connections, kind .. id, token, ms until the next look ('' = none), pace ms,
-- 1 if somebody waits for that.
-- include frontier_shard
local member, token, after, pace = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1, now)
local lease = valid_lease(shard, member, token, now)
if not lease then return 0 end

local kind, id = string.sub(member, 1, 1), string.sub(member, 2)
local host = host_of(shard, lease.host)
end_lease(shard, member, host)
host.pace = pace
save_host(shard, host)
local allowed = hold(shard, host.name, now + pace)

local removed = has(lease, 'x')
if is_known(lease) then
  local ticks = NEVER
  if has(lease, 'w') or has(lease, 's') then
    ticks = front_of(now)
  elseif has(lease, 'a') then
    ticks = ticks_of(now)
  elseif after ~= '' then
    ticks = (ARGV[7] == '1' and front_of or ticks_of)(now + tonumber(after))
  end
  set_due(shard, kind, id, host, ticks)
  if has(lease, 's') then redis.call('SADD', shard.signalled, member) end
  redis.call('HDEL', shard.strikes, member)
end
plan(shard, host, allowed, true)
if removed then forget_if_empty(shard, host) end
wake(shard)
return removed and 0 or 1
