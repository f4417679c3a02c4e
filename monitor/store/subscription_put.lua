-- Add or replace a subscription. Returns 1 if it was new. KEYS: 14 secrets.
-- ARGV: 1 subscription, 2 JSON, 3 encrypted secrets ('' = keep those of record), 4 ms to catch up from ('' = none).
-- include endpoint
local is_new = redis.call('HSET', KEYS[11], ARGV[1], ARGV[2])
if ARGV[3] ~= '' then redis.call('HSET', KEYS[14], ARGV[1], ARGV[3]) end
if is_new == 1 and ARGV[4] ~= '' then fall_behind(ARGV[1], tonumber(ARGV[4]), true) end
redis.call('INCR', KEYS[13])
return is_new
