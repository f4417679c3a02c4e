-- Multiplies all sums by a share and forgets small ones. KEYS: sums. ARGV: share, least sum.
local flat = redis.call('HGETALL', KEYS[1])
for at = 1, #flat, 2 do
  local sum = tonumber(flat[at + 1]) * ARGV[1]
  if sum < tonumber(ARGV[2]) then
    redis.call('HDEL', KEYS[1], flat[at])
  else
    redis.call('HSET', KEYS[1], flat[at], string.format('%.9g', sum))
  end
end
