-- Keeps a version with its event and validators: all or nothing. KEYS: as in archive_shard.lua and archive_tell.lua.
-- ARGV: 3 expected number of versions, 4 look, 5 fingerprint, 6 ms of the commit, 7 number of the article's newest
-- event, 8 the former newest version packed anew ('' = none), 9 the new one, 10 title and earlier fingerprints,
-- 11 ETag, 12 Last-Modified, 13 body hash, 14 long validators, 15 ms first seen, 16 event ('' = none), 17 its type,
-- 18-20 caps of stream, index and index of a source, 21 trail ('=' kept, '' = none),
-- 22 'n' = no change: the page is read anew, 'r' = and no look has made it ('' = a change), 23 hash of the pin ('' = as
-- before), 24 the pin, 25 cap of pins.
-- Returns {status, versions found}: 1 kept, 2 had been kept by this very look, 0 the head had moved, -1 no such
-- article, -2 something else was kept meanwhile: read the head again.
-- include archive_shard
-- include archive_tell
if not is_kept() then return {-1, 0} end
local expected, seen, sequence = tonumber(ARGV[3]), tonumber(ARGV[6]), tonumber(ARGV[7])
local found = number('n')
if found ~= expected then
  local fingerprint, look = unpack(redis.call('HMGET', KEYS[3], 'f', 'k'))
  if found == expected + 1 and fingerprint == ARGV[5] and look == ARGV[4] then return {2, found} end
  return {0, found}
end
local now = math.max(now_ms(ARGV[1], KEYS[1]), floor_ms())
if number('q') ~= sequence or seen < floor_ms() or seen > now then return {-2, found} end

if ARGV[8] ~= '' then redis.call('LSET', KEYS[4], -1, ARGV[8]) end
redis.call('RPUSH', KEYS[4], ARGV[9])
redis.call('HSET', KEYS[3], 'n', expected + 1, 'f', ARGV[5], 'k', ARGV[4], 'a', ARGV[6], 'h', 'o', 'x', 0, 'z', 0)
local looked, changed = ARGV[22] ~= 'r', expected > 0 and ARGV[22] == ''
local rereads = number('y')
if looked then
  redis.call('HSET', KEYS[3], 't', ARGV[6])
  redis.call('HINCRBY', KEYS[3], 'o', 1)
end
if changed then redis.call('HSET', KEYS[3], 'w', ARGV[15]) end
if ARGV[22] ~= '' then redis.call('HINCRBY', KEYS[3], 'y', 1) end
keep_pin(ARGV[23], ARGV[24], ARGV[25])
keep(KEYS[5], ARGV[10])
keep(KEYS[6], '')
if looked then keep(KEYS[8], '') end  -- a text that waits goes on waiting where no look was made
if ARGV[21] ~= '=' then keep(KEYS[13], ARGV[21]) end
keep_validators(ARGV[11], ARGV[12], ARGV[13], ARGV[14])
if looked then count('looks', 1) end
count('versions', 1)
if changed then count('changes', 1) end
if changed and expected - rereads == 1 then count('changed', 1) end
if ARGV[16] ~= '' then tell_look(sequence + 1, ARGV[17], ARGV[16], seen, ARGV[18], ARGV[19], ARGV[20]) end
return {1, expected + 1}
