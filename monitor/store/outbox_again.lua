-- Send one delivery once more. Returns 1, 0 if the endpoint takes nothing. KEYS: 14 dead letters.
-- ARGV: 1 time override, 2 subscription, 3 most retries, 4 number, 5 the rest of its line behind the tries and the time.
-- include time
-- include endpoint
local now = now_ms(ARGV[1], KEYS[1])
if not is_live(ARGV[2]) then return 0 end
local key = slot_number(ARGV[4])
for _, dead in ipairs(redis.call('LRANGE', KEYS[14], 0, -1)) do
  if dead:match('^%d+') == ARGV[4] then redis.call('LREM', KEYS[14], 1, dead) end
end
if redis.call('HEXISTS', KEYS[4], key) == 0 then
  redis.call('HSET', KEYS[4], key, string.format('%s|0|%.0f|%s', ARGV[4], now, ARGV[5]))
end
redis.call('ZREM', KEYS[6], key)
redis.call('ZREM', KEYS[7], key)
redis.call('ZADD', KEYS[5], now, key)
reschedule(now, ARGV[2], tonumber(ARGV[3]))
return 1
