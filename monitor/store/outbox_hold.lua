-- Put aside what was claimed: due at ARGV[4], not counted as a try. Without deliveries the whole endpoint rests until then.
-- ARGV: 1 time override, 2 subscription, 3 most retries, 4 ms, then number and tries of each delivery.
-- include time
-- include endpoint
local now = now_ms(ARGV[1], KEYS[1])
for at = 5, #ARGV, 2 do
  local key = slot_number(ARGV[at])
  local line = redis.call('HGET', KEYS[4], key)
  if line and line:match('^%d+|(%d+)|') == ARGV[at + 1] then
    local held = redis.call('ZREM', KEYS[6], key) + redis.call('ZREM', KEYS[7], key)
    if held > 0 then redis.call('ZADD', KEYS[5], ARGV[4], key) end
  end
end
if #ARGV == 4 then
  local pause = math.max(tonumber(redis.call('HGET', KEYS[2], 'pause') or 0), tonumber(ARGV[4]))
  redis.call('HSET', KEYS[2], 'pause', string.format('%.0f', pause))
end
reschedule(now, ARGV[2], tonumber(ARGV[3]))
return 1
