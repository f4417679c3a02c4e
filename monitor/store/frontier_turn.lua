-- A request's turn at a host: ms until it, or -1 if it would be longer than allowed. The host then counts as asked.
-- KEYS: one shard. ARGV: override, connections, host, usual pace ms, most ms to wait, leases of the caller at this host.
-- include frontier_shard
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1, now)
local host = host_of(shard, ARGV[3])
local at = math.max(now, allowed_from(shard, ARGV[3]))
if at - now > tonumber(ARGV[5]) then return -1 end
if host then
  host.flying = host.flying - tonumber(ARGV[6])
  if not has_room(host) then return -1 end
  host.flying = host.flying + tonumber(ARGV[6])
end
local allowed = hold(shard, ARGV[3], at + (host and host.pace or tonumber(ARGV[4])))
if host then plan(shard, host, allowed) end
return math.ceil(at - now)
