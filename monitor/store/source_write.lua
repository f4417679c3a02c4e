-- include archive_event
-- Keeps a source's state, with the event it makes: returns -1, or the sequence found if another look was faster.
-- KEYS: source states, events, stream. ARGV: source, JSON of the state, expected sequence, kind or '', ms, JSON, max.
local found = redis.call('LLEN', KEYS[2])
if ARGV[4] ~= '' and found ~= tonumber(ARGV[3]) then return found end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if ARGV[4] ~= '' then
  tell(KEYS[3], KEYS[2], {}, ARGV[1], tonumber(ARGV[3]) + 1, ARGV[4], ARGV[5], ARGV[7], ARGV[6])
end
return -1
