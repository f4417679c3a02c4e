-- Keep a lease for longer: the ms when it then runs out, or 0 if it is not the caller's any more.
-- KEYS: one shard. ARGV: override, connections, kind .. id, token, lease ms.
-- include frontier_shard
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1)
if not valid_lease(shard, ARGV[3], ARGV[4], now) then return 0 end
redis.call('ZADD', shard.leases, now + tonumber(ARGV[5]), ARGV[3])
return now + tonumber(ARGV[5])
