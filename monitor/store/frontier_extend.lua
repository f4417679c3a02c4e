-- Keep a lease for longer: the ms when it then runs out, or 0 if it is not the caller's any more.
-- KEYS: one shard. ARGV: override, connections, kind .. id, token, lease ms.
-- include frontier_shard
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1, now)
local lease = valid_lease(shard, ARGV[3], ARGV[4], now)
if not lease then return 0 end
lease.till = now + tonumber(ARGV[5])
save_lease(shard, ARGV[3], lease)
redis.call('ZADD', shard.leases, lease.till, ARGV[3])
return lease.till
