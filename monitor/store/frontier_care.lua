-- A host answers again ('well'), or its 304s are not believed for so long ('doubt'). 1, or 0 if it is not known.
-- KEYS: one shard. ARGV: override, connections, host, 'well' or 'doubt', ms of doubt.
-- include frontier_shard
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1, now)
local host = host_of(shard, ARGV[3])
if not host then return 0 end
if ARGV[4] == 'well' then
  host.failures, host.wait = 0, 0
else
  host.doubted = math.max(host.doubted, now + tonumber(ARGV[5]))
end
if host.doubted <= now then host.doubted = 0 end
save_host(shard, host)
plan(shard, host, allowed_from(shard, host.name), true)
return 1
