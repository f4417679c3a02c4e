-- Keeps the outcome of a look that made no version: all or nothing. KEYS: as in archive_shard.lua and archive_tell.lua.
-- ARGV: 3 expected number of versions, 4 look, 5 health, 6 confirmed (1, 0), 7 failures ('+', '0', '=' kept),
-- 8 crashes ('+', '0'), 9 reason, 10 ETag, 11 Last-Modified, 12 body hash ('' = keep all three), 13 long validators,
-- 14 candidate ('' = none), 15 ms it was first seen ('' = now), 16 drop the candidate (1, 0), 17 sighting ('' = none),
-- 18 cap of sightings, 19 event ('' = none), 20 its type, 21 ms of the event, 22 number of the article's newest event,
-- 23-25 caps of stream, index and index of a source,
-- 26 trail ('=' kept, '' = none), 27 hash of the pin ('' = as before), 28 the pin, 29 cap of pins, 30 kind of the sighting,
-- 31 a page came and could not be read whole (1, 0).
-- Returns {status, versions found, state, newest event}; status as in archive_commit.lua.
-- include archive_shard
-- include archive_tell
if not is_kept() then return {-1, 0} end
local function done(status) return {status, number('n'), state_of(), redis.call('LINDEX', KEYS[9], -1)} end
if redis.call('HGET', KEYS[3], 'r') == ARGV[4] then return done(2) end
if number('n') ~= tonumber(ARGV[3]) then return {0, number('n')} end
local now = math.max(now_ms(ARGV[1], KEYS[1]), floor_ms())
if ARGV[19] ~= '' then
  local at, sequence = tonumber(ARGV[21]), tonumber(ARGV[22])
  if number('q') ~= sequence or at < floor_ms() or at > now then return {-2, number('n')} end
  now = at
  tell_look(sequence + 1, ARGV[20], ARGV[19], now, ARGV[23], ARGV[24], ARGV[25])
end

local stamp = string.format('%.0f', now)
redis.call('HSET', KEYS[3], 'a', stamp, 'h', ARGV[5], 'r', ARGV[4])
redis.call('HINCRBY', KEYS[3], 'o', 1)
if ARGV[6] == '1' and number('n') > 0 then redis.call('HSET', KEYS[3], 't', stamp) end
local function row(field, step)
  if step == '+' then redis.call('HINCRBY', KEYS[3], field, 1) elseif step == '0' then redis.call('HSET', KEYS[3], field, 0) end
end
row('x', ARGV[7])
row('z', ARGV[8])
keep(KEYS[6], ARGV[9])
keep_pin(ARGV[27], ARGV[28], ARGV[29])
if ARGV[12] ~= '' then keep_validators(ARGV[10], ARGV[11], ARGV[12], ARGV[13]) end
if ARGV[26] ~= '=' then keep(KEYS[13], ARGV[26]) end
if ARGV[14] ~= '' then
  local first = ARGV[15] == '' and stamp or string.format('%.0f', math.min(tonumber(ARGV[15]), now))
  keep(KEYS[8], first .. ':' .. ARGV[14])
elseif ARGV[16] == '1' then
  keep(KEYS[8], '')
end
if ARGV[17] ~= '' then
  redis.call('RPUSH', KEYS[10], stamp .. ':' .. ARGV[17])
  redis.call('LTRIM', KEYS[10], -ARGV[18], -1)
  index(KEYS[17], KEYS[12], ARGV[30] .. ':' .. id, now, ARGV[24], false)
end
count('looks', 1)
if ARGV[7] == '+' then count('failed', 1) end
if ARGV[31] == '1' then count('degraded', 1) end
return done(1)
