-- Move a shard's cursor. KEYS: reader. ARGV: owner, fence, cursor. Returns 1, or 0 if the tenure was lost.
local owner, fence = unpack(redis.call('HMGET', KEYS[1], 'owner', 'fence'))
if owner ~= ARGV[1] or fence ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'cursor', ARGV[3])
return 1
