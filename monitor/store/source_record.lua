-- Keeps the outcome of a look at a source, with the event it makes: all or nothing.
-- KEYS: 1 test mark, 2 states, 3 validators, 4 looks, 5 events, 6 stream, 7 counts.
-- ARGV: 1 time override, 2 source, 3 look, 4 state, 5 validators ('' = keep), 6 event ('' = none), 7 its type, 8 its ms,
-- 9 number of the source's newest event, 10 cap of the stream.
-- Returns 1, 2 if this look was kept before, -2 if another event was faster.
-- include time
-- include positions
local id = ARGV[2]
if redis.call('HGET', KEYS[4], id) == ARGV[3] then return 2 end
if ARGV[6] ~= '' then
  local sequence = redis.call('LLEN', KEYS[5])
  if sequence ~= tonumber(ARGV[9]) or tonumber(ARGV[8]) > now_ms(ARGV[1], KEYS[1]) then return -2 end
  tell(KEYS[6], KEYS[5], KEYS[7], id, sequence + 1, ARGV[7], ARGV[6], tonumber(ARGV[8]), ARGV[10])
end
redis.call('HSET', KEYS[4], id, ARGV[3])
redis.call('HSET', KEYS[2], id, ARGV[4])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[3], id, ARGV[5]) end
return 1
