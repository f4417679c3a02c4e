-- Forget a subscription, its queue and its log. Returns 1 if it was there.
-- KEYS: 14 secrets, 15 dead letters, 16 log, 17 events. ARGV: 1 subscription.
-- include endpoint
local was = redis.call('HDEL', KEYS[11], ARGV[1])
for _, key in ipairs({KEYS[10], KEYS[12], KEYS[14]}) do redis.call('HDEL', key, ARGV[1]) end
redis.call('ZREM', KEYS[8], ARGV[1])
redis.call('DEL', KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[15], KEYS[16], KEYS[17])
redis.call('INCR', KEYS[13])
return was
