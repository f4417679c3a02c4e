-- Order a backlog: let items that are overdue be due so long ago instead. How many were moved.
-- KEYS: one shard. ARGV: override, connections, then for each item: kind .. id, host, ms ago.
-- include frontier_shard
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1, now)
local hosts, moved = {}, 0

-- True if the item waits for its turn: it is due, nobody has it, nobody waits for it and it is not in quarantine.
local function waits(host, kind, id, member)
  local score = tonumber(redis.call('ZSCORE', shard.due[kind], id) or -1)
  local ticks = score - host.number * WIDTH
  if ticks < FRONT or ticks > ticks_of(now) then return false end
  return tonumber(redis.call('HGET', shard.strikes, member) or 0) < STRIKES
end

for at = 3, #ARGV, 3 do
  local member, name = ARGV[at], ARGV[at + 1]
  local kind, id = string.sub(member, 1, 1), string.sub(member, 2)
  local host = hosts[name] or host_of(shard, name)
  if host and waits(host, kind, id, member) then
    set_due(shard, kind, id, host, ticks_of(now - tonumber(ARGV[at + 2])))
    hosts[name] = host
    moved = moved + 1
  end
end
for name, host in pairs(hosts) do plan(shard, host, allowed_from(shard, name)) end
return moved
