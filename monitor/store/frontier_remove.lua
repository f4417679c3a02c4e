-- Forget items; how many were known. One that is leased stays leased until then, its ack does nothing.
-- KEYS: one shard. ARGV: override, connections, then for each item: kind .. id, host.
-- include frontier_shard
local shard = shard_at(1, now_ms(ARGV[1], KEYS[1]))
local hosts, removed = {}, 0
for at = 3, #ARGV, 2 do
  local member, name = ARGV[at], ARGV[at + 1]
  local kind, id = string.sub(member, 1, 1), string.sub(member, 2)
  local known = redis.call('ZREM', shard.due[kind], id) == 1
  local lease = not known and lease_of(shard, member)
  if lease and is_known(lease) then
    known = true
    lease.flags = 'x'
    save_lease(shard, member, lease)
  end
  if known then
    removed = removed + 1
    redis.call('HDEL', shard.strikes, member)
    redis.call('SREM', shard.signalled, member)
    hosts[name] = true
  end
end
for name in pairs(hosts) do
  local host = host_of(shard, name)
  if host then
    plan(shard, host, allowed_from(shard, name))
    forget_if_empty(shard, host)
  end
end
return removed
