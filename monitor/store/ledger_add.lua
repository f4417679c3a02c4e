-- Adds to sums; names beyond the cap are left out. KEYS: sums. ARGV: cap, then name and increment each.
local room = ARGV[1] - redis.call('HLEN', KEYS[1])
for at = 2, #ARGV, 2 do
  if room > 0 or redis.call('HEXISTS', KEYS[1], ARGV[at]) == 1 then
    redis.call('HINCRBYFLOAT', KEYS[1], ARGV[at], ARGV[at + 1])
    room = room - 1
  end
end
