-- Give back what was claimed and not tried. ARGV: 1 time override, 2 subscription, 3 most retries, then number and tries
-- of each delivery.
-- include time
-- include endpoint
local now = now_ms(ARGV[1], KEYS[1])
for at = 4, #ARGV, 2 do
  local key = slot_number(ARGV[at])
  local line = redis.call('HGET', KEYS[4], key)
  if line and line:match('^%d+|(%d+)|') == ARGV[at + 1] then
    redis.call('ZADD', KEYS[6], 'XX', 0, key)
    redis.call('ZADD', KEYS[7], 'XX', 0, key)
  end
end
reschedule(now, ARGV[2], tonumber(ARGV[3]))
return 1
