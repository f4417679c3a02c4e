-- Takes an article out of memory if it is still what was copied. Returns 1 if it was. KEYS as in ice.lua.
-- ARGV: 1 article, 2 digest.
-- include ice
if digest ~= ARGV[2] or redis.call('HEXISTS', KEYS[8], id) == 0 then return 0 end
redis.call('ZREM', KEYS[1], id)
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
for at = 8, #KEYS do redis.call('HDEL', KEYS[at], id) end
return 1
