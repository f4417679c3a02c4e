-- Add or replace a subscription. Returns 1 if it was new. KEYS: 14 secrets.
-- ARGV: 1 subscription, 2 JSON, 3 encrypted secrets ('' = keep those of record), 4 ms to catch up from ('' = none),
-- 5 '1' = paced, 6 time override, 7 most retries. What waits is planned anew where the subscription changed.
-- include time
-- include endpoint
local is_new = redis.call('HSET', KEYS[11], ARGV[1], ARGV[2])
if ARGV[3] ~= '' then redis.call('HSET', KEYS[14], ARGV[1], ARGV[3]) end
if is_new == 1 and ARGV[4] ~= '' then fall_behind(ARGV[1], tonumber(ARGV[4]), true) end
if ARGV[5] == '1' then redis.call('HSET', KEYS[2], 'paced', 1) else redis.call('HDEL', KEYS[2], 'paced') end
if is_new == 0 then
  local now = now_ms(ARGV[6], KEYS[1])
  redis.call('HDEL', KEYS[2], 'pause')
  for _, key in ipairs(redis.call('ZRANGE', KEYS[5], 0, -1)) do
    local line = redis.call('HGET', KEYS[4], key)
    if line and line:match('^%d+|(%d+)|') == '0' then redis.call('ZADD', KEYS[5], now, key) end
  end
  reschedule(now, ARGV[1], tonumber(ARGV[7]))
end
redis.call('INCR', KEYS[13])
return is_new
