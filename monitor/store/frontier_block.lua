-- Nobody asks the host for so long; the later of two blocks holds.
-- KEYS: one shard. ARGV: override, connections, host, ms.
-- include frontier_shard
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1, now)
local allowed = hold(shard, ARGV[3], now + tonumber(ARGV[4]))
local host = host_of(shard, ARGV[3])
if host then plan(shard, host, allowed) end
return 1
