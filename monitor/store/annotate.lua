-- Keeps an annotation, with its tag and its event: all or nothing. KEYS: 1 test mark, 2 articles, 3 state,
-- 4 annotations, 5 events, 6 stream, 7 counts, 8 tags, 9 what carries the tag, 10 events of the event's type, then
-- those of each source.
-- ARGV: 1 time override, 2 article, 3 number of annotations, 4 their cap, 5 record, 6 tag ('' = none), 7 what carries
-- it, 8 its position ('' = no longer), 9 event ('' = none), 10 its type, 11 number of the article's newest event,
-- 12-14 caps of stream, index and index of a source.
-- Returns 1 kept, -1 no such article, -2 something was added meanwhile, -3 there are too many.
-- include time
-- include positions
local id = ARGV[2]
if redis.call('HEXISTS', KEYS[2], id) == 0 then return -1 end
local count = redis.call('LLEN', KEYS[4])
if count ~= tonumber(ARGV[3]) then return -2 end
if count >= tonumber(ARGV[4]) then return -3 end
if ARGV[9] ~= '' then
  local sequence = tonumber(redis.call('HGET', KEYS[3], 'q') or 0)
  if sequence ~= tonumber(ARGV[11]) then return -2 end
  local position = tell(KEYS[6], KEYS[5], KEYS[7], id, sequence + 1, ARGV[10], ARGV[9], now_ms(ARGV[1], KEYS[1]), ARGV[12])
  local member = id .. ':' .. (sequence + 1)
  index(KEYS[10], KEYS[7], member, position, ARGV[13], true)
  for at = 11, #KEYS do index(KEYS[at], KEYS[7], member, position, ARGV[14], false) end
  redis.call('HSET', KEYS[3], 'q', sequence + 1)
end
redis.call('RPUSH', KEYS[4], ARGV[5])
if ARGV[6] ~= '' then
  if ARGV[8] == '' then redis.call('ZREM', KEYS[9], ARGV[7]) else redis.call('ZADD', KEYS[9], ARGV[8], ARGV[7]) end
  local carrying = redis.call('ZCARD', KEYS[9])
  if carrying == 0 then redis.call('HDEL', KEYS[8], ARGV[6]) else redis.call('HSET', KEYS[8], ARGV[6], carrying) end
end
return 1
