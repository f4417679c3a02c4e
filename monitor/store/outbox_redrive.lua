-- Try dead letters again, oldest first. Returns how many. KEYS: 14 dead letters.
-- ARGV: 1 time override, 2 subscription, 3 most retries, 4 limit.
-- include time
-- include endpoint
local now = now_ms(ARGV[1], KEYS[1])
local count = 0
while count < tonumber(ARGV[4]) do
  local line = redis.call('RPOP', KEYS[14])
  if not line then break end
  local key = slot_number(line:match('^%d+'))
  redis.call('HSET', KEYS[4], key, line)
  redis.call('ZADD', KEYS[5], now, key)
  count = count + 1
end
reschedule(now, ARGV[2], tonumber(ARGV[3]))
return count
