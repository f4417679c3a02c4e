-- 1 if the host may be asked now, and then it counts as asked; else 0.
-- KEYS: one shard. ARGV: override, connections, host, usual pace ms.
-- include frontier_shard
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1)
local host = host_of(shard, ARGV[3])
if allowed_from(shard, ARGV[3]) > now or (host and host.flying >= connections) then return 0 end
local allowed = hold(shard, ARGV[3], now + (host and host.pace or tonumber(ARGV[4])))
if host then plan(shard, host, allowed) end
return 1
