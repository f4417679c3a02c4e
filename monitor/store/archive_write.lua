-- include archive_event
-- Keeps the outcome of a look, all or nothing: returns -1, or the number of versions found if the head had moved.
-- KEYS: state, versions, events, candidate, sightings, stream, totals, then totals of each source,
--       then indexes of the event.
-- ARGV: 1 expected versions, 2 expected sequence, 3 number of source totals, 4 fields to set (n), 5 counters (n),
--       6 packed predecessor or '', 7 new version or '', 8 candidate or '', 9 '1' = drop candidate, 10 sighting or '',
--       11 max sightings, 12 event kind or '', 13 event ms, 14 event JSON, 15 max stream, 16 article id,
--       then fields and values, then names and increments.
local function number(name) return tonumber(redis.call('HGET', KEYS[1], name) or '0') end
if number('v') ~= tonumber(ARGV[1]) or number('sq') ~= tonumber(ARGV[2]) then
  return number('v')
end
if ARGV[7] ~= '' then
  if ARGV[6] ~= '' then redis.call('LSET', KEYS[2], -1, ARGV[6]) end
  redis.call('RPUSH', KEYS[2], ARGV[7])
end
if ARGV[8] ~= '' then
  redis.call('SET', KEYS[4], ARGV[8])
elseif ARGV[9] == '1' then
  redis.call('DEL', KEYS[4])
end
if ARGV[10] ~= '' then
  redis.call('RPUSH', KEYS[5], ARGV[10])
  redis.call('LTRIM', KEYS[5], -tonumber(ARGV[11]), -1)
end
local at = 17
for _ = 1, tonumber(ARGV[4]) do
  redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1])
  at = at + 2
end
local sources = tonumber(ARGV[3])
for _ = 1, tonumber(ARGV[5]) do
  for place = 7, 7 + sources do
    redis.call('HINCRBY', KEYS[place], ARGV[at], ARGV[at + 1])
  end
  at = at + 2
end
if ARGV[12] ~= '' then
  local indexes = {}
  for place = 8 + sources, #KEYS do indexes[#indexes + 1] = KEYS[place] end
  tell(KEYS[6], KEYS[3], indexes, ARGV[16], tonumber(ARGV[2]) + 1, ARGV[12], ARGV[13], ARGV[15], ARGV[14])
end
return -1
