-- Adds an article, or further sources to a known one. Returns 1 if it was new. One that was erased stays out;
-- -3 = it lies in the cold store and has to come back before it can gain a source.
-- KEYS: 1 test mark, 2 articles, 3 state, 4 counts, 5 articles as added, 6 marks, then articles as added of each source.
-- ARGV: 1 time override, 2 article, 3 packed article, 4 cap of sources, then a source each.
-- include time
-- include positions
local id, counts = ARGV[2], KEYS[4]
local known = redis.call('HGET', KEYS[2], id)
local marks = redis.call('HGET', KEYS[6], id)
if marks and string.sub(marks, 1, 1) == 'E' then return 0 end
if not known and redis.call('ZSCORE', KEYS[5], id) then return -3 end
local names, rest = {}, ARGV[3]
local listed = {}
if known then
  local first, last = string.match(known, '^([^\n]*)\n()')
  for name in string.gmatch(first, '[^,]+') do
    names[#names + 1] = name
    listed[name] = true
  end
  rest = string.sub(known, last)
end
local position
local function list(key)
  position = position or string.format('%.0f', next_position(counts, now_ms(ARGV[1], KEYS[1])))
  redis.call('ZADD', key, 'NX', position, id)
end
local versions = tonumber(redis.call('HGET', KEYS[3], 'n') or 0)
local changes = math.max(0, versions - 1 - tonumber(redis.call('HGET', KEYS[3], 'y') or 0))
local function gain(source)
  redis.call('HINCRBY', counts, source .. ':articles', 1)
  if versions > 0 then redis.call('HINCRBY', counts, source .. ':versions', versions) end
  if changes > 0 then
    redis.call('HINCRBY', counts, source .. ':changes', changes)
    redis.call('HINCRBY', counts, source .. ':changed', 1)
  end
end
if not known then
  list(KEYS[5])
  redis.call('HINCRBY', counts, 'articles', 1)
end
local gained = false
for at = 5, #ARGV do
  local source = ARGV[at]
  if not listed[source] and #names < tonumber(ARGV[4]) then
    listed[source], gained = true, true
    names[#names + 1] = source
    list(KEYS[at + 2])
    gain(source)
  end
end
if gained or not known then redis.call('HSET', KEYS[2], id, table.concat(names, ',') .. '\n' .. rest) end
return known and 0 or 1
