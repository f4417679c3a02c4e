-- A sign of life. KEYS: 1 test mark, 2 alive, 3 away. ARGV: 1 time override, 2 ms after which a silence counts, 3 why,
-- 4 cap of spans, 5 how many are answered. Returns {1 if this sign ended a span, spans}.
-- include time
local now = now_ms(ARGV[1], KEYS[1])
local last = tonumber(redis.call('GET', KEYS[2]) or now)
local ended = 0
if now - last > tonumber(ARGV[2]) then
  redis.call('RPUSH', KEYS[3], string.format('%.0f:%.0f:%s', last, now, ARGV[3]))
  redis.call('LTRIM', KEYS[3], -ARGV[4], -1)
  ended = 1
end
if now >= last then redis.call('SET', KEYS[2], string.format('%.0f', now)) end
return {ended, redis.call('LRANGE', KEYS[3], -ARGV[5], -1)}
