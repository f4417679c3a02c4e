-- Plan items that are not known (put), or make items due now (signal). How many were new, or were made due.
-- KEYS: one shard. ARGV: override, connections, 'put' or 'signal', usual pace ms, most hosts,
-- then for each item: kind .. id, host, ms from now.
-- include frontier_shard
local signal, pace, most = ARGV[3] == 'signal', tonumber(ARGV[4]), tonumber(ARGV[5])
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1)
local hosts, changed = {}, 0

local function put_again(member, kind, id, host, lease)
  if has(lease, 'x') and not has(lease, 'a') then  -- removed while leased, and now put again
    set_due(shard, kind, id, host, NEVER)
    changed = changed + 1
  end
  flag(shard, member, lease, 'a')
end

local function signal_known(member, kind, id, host, score)
  local lease = lease_of(shard, member)
  if lease then
    flag(shard, member, lease, 's')
  elseif tonumber(redis.call('HGET', shard.strikes, member) or 0) >= STRIKES then
    return  -- in quarantine; its daily look is all it gets
  else
    redis.call('SADD', shard.signalled, member)
    if score - host.number * WIDTH > ticks_of(now) then
      set_due(shard, kind, id, host, ticks_of(now))
      hosts[host.name].touched = true
    end
  end
  changed = changed + 1
end

for at = 6, #ARGV, 3 do
  local member, name = ARGV[at], ARGV[at + 1]
  local kind, id = string.sub(member, 1, 1), string.sub(member, 2)
  local host = hosts[name] or host_of(shard, name) or new_host(shard, name, pace, most)
  hosts[name] = host
  local score = redis.call('ZSCORE', shard.due[kind], id)
  if not score then
    local lease = lease_of(shard, member)
    if lease then
      put_again(member, kind, id, host, lease)
    else
      set_due(shard, kind, id, host, ticks_of(now + tonumber(ARGV[at + 2])))
      if signal then redis.call('SADD', shard.signalled, member) end
      host.touched = true
      changed = changed + 1
    end
  elseif math.floor(tonumber(score) / WIDTH) == host.number then
    if signal then
      signal_known(member, kind, id, host, tonumber(score))
    elseif tonumber(score) % WIDTH == NEVER then
      local lease = lease_of(shard, member)
      if lease then put_again(member, kind, id, host, lease) end
    end
  elseif not host.touched then  -- known under another host, where it stays
    forget_if_empty(shard, host)
    hosts[name] = nil
  end
end
for _, host in pairs(hosts) do
  if host.touched then plan(shard, host, now) end
end
wake(shard)
return changed
