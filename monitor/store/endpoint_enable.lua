-- A disabled endpoint is live again; it is still behind. Returns 1, 0 if it was not disabled. ARGV: 1 subscription.
-- include endpoint
local was = redis.call('HDEL', KEYS[12], ARGV[1])
if was == 1 then
  redis.call('HDEL', KEYS[2], 'pause', 'fails', 'first_fail', 'last_fail')
  redis.call('INCR', KEYS[13])
end
return was
