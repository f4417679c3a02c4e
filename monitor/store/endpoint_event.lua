-- Keep an event of an endpoint; with a reason, disable the endpoint in the same step. KEYS: 14 events, 15 untold.
-- ARGV: 1 time override, 2 subscription, 3 number of the event, 4 its id, 5 its JSON, 6 cap of events, 7 reason ('').
-- Returns 1, 0 if there is nothing to do, -1 if another event was faster.
-- include time
-- include endpoint
local sub, reason = ARGV[2], ARGV[7]
if redis.call('HEXISTS', KEYS[11], sub) == 0 then return 0 end
if reason ~= '' and redis.call('HEXISTS', KEYS[12], sub) == 1 then return 0 end
if tonumber(redis.call('HGET', KEYS[2], 'events') or 0) ~= ARGV[3] - 1 then return -1 end
redis.call('HSET', KEYS[2], 'events', ARGV[3])
redis.call('RPUSH', KEYS[14], ARGV[5])
redis.call('LTRIM', KEYS[14], -ARGV[6], -1)
if reason == '' then return 1 end

local since = now_ms(ARGV[1], KEYS[1])
for _, line in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do since = math.min(since, event_ms(line)) end
for _, line in ipairs(redis.call('HVALS', KEYS[4])) do since = math.min(since, event_ms(line)) end
redis.call('DEL', KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7])
redis.call('ZREM', KEYS[8], sub)
redis.call('HSET', KEYS[12], sub, reason)
redis.call('HSET', KEYS[15], ARGV[4], ARGV[5])
fall_behind(sub, since, true)
return 1
