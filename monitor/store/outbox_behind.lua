-- Leave an endpoint behind on purpose: send everything since ARGV[2] (ms) again. ARGV: 1 subscription, 2 since.
-- include endpoint
if redis.call('HEXISTS', KEYS[11], ARGV[1]) == 0 then return 0 end
fall_behind(ARGV[1], tonumber(ARGV[2]), true)
return 1
