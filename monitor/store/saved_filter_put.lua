-- Keep or (with an empty ARGV[2]) forget a saved filter; fan-out hears that something changed. Returns 1 if it was new, or
-- was there to forget. KEYS: 1 filters, 2 version. ARGV: 1 name, 2 JSON.
local done
if ARGV[2] == '' then
  done = redis.call('HDEL', KEYS[1], ARGV[1])
else
  done = redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('INCR', KEYS[2])
return done
