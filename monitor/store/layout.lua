-- The fields of the layout; those of ARGV are written if there are none yet.
-- KEYS: layout. ARGV: field, value, ...
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], unpack(ARGV))
end
return redis.call('HGETALL', KEYS[1])
