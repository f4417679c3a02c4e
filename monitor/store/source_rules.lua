-- Keeps how often the site rules of a source matched nothing, with the event that makes: all or nothing.
-- KEYS: 1 test mark, 2 rules, 3 events, 4 stream, 5 counts.
-- ARGV: 1 time override, 2 source, 3 what stood there ('' = nothing), 4 what is to stand there ('' = nothing),
-- 5 event ('' = none), 6 its type, 7 its ms, 8 number of the source's newest event, 9 cap of the stream.
-- Returns 1, or -2 if something else was faster.
-- include time
-- include positions
local id = ARGV[2]
if (redis.call('HGET', KEYS[2], id) or '') ~= ARGV[3] then return -2 end
if ARGV[5] ~= '' then
  local sequence = redis.call('LLEN', KEYS[3])
  if sequence ~= tonumber(ARGV[8]) or tonumber(ARGV[7]) > now_ms(ARGV[1], KEYS[1]) then return -2 end
  tell(KEYS[4], KEYS[3], KEYS[5], id, sequence + 1, ARGV[6], ARGV[5], tonumber(ARGV[7]), ARGV[9])
end
if ARGV[4] == '' then redis.call('HDEL', KEYS[2], id) else redis.call('HSET', KEYS[2], id, ARGV[4]) end
return 1
