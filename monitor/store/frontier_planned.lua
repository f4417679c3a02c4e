-- What is scheduled: for each item {due ms (-1 unknown, -2 none planned), 1 if leased, strikes, 1 if an update of it was
-- announced, ms until which its host is left alone (0 = not at all)}.
-- KEYS: one shard. ARGV: override, connections, then kind .. id and host for each item.
-- include frontier_shard
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1, now)
local found = {}
for at = 3, #ARGV, 2 do
  local member = ARGV[at]
  local score = redis.call('ZSCORE', shard.due[string.sub(member, 1, 1)], string.sub(member, 2))
  local lease = not score and lease_of(shard, member)
  local leased = lease and is_known(lease)
  local due = -1
  if leased then
    due = lease.due
  elseif score then
    local ticks = tonumber(score) % WIDTH
    due = ticks == NEVER and -2 or ms_of(ticks)
  end
  local allowed = allowed_from(shard, ARGV[at + 1])
  found[#found + 1] = {math.floor(due), leased and 1 or 0, redis.call('HGET', shard.strikes, member) or '0',
    redis.call('SISMEMBER', shard.signalled, member), allowed > now and allowed or 0}
end
return found
