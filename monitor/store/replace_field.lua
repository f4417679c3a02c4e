-- Set a field of a hash if it still has the value that was read. Returns 1 if it had. ARGV: 1 field, 2 read, 3 new.
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
