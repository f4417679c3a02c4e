-- Everything of one article in its slot, and a digest of it. KEYS: 1 thawed, 2 state, 3 labellings (hashes), 4 versions,
-- 5 events, 6 sightings, 7 annotations (lists), then the hashes of the shard, articles first. ARGV: 1 article.
local id = ARGV[1]
local function sorted(key)
  local flat, names, values, found = redis.call('HGETALL', key), {}, {}, {}
  for at = 1, #flat, 2 do
    names[#names + 1] = flat[at]
    values[flat[at]] = flat[at + 1]
  end
  table.sort(names)
  for _, name in ipairs(names) do
    found[#found + 1] = name
    found[#found + 1] = values[name]
  end
  return found
end
local held = {sorted(KEYS[2]), sorted(KEYS[3])}
for at = 4, 7 do held[#held + 1] = redis.call('LRANGE', KEYS[at], 0, -1) end
for at = 8, #KEYS do
  local value = redis.call('HGET', KEYS[at], id)
  held[#held + 1] = value and {value} or {}
end
local parts = {}
for _, list in ipairs(held) do
  parts[#parts + 1] = #list .. '\n'
  for _, one in ipairs(list) do parts[#parts + 1] = #one .. ':' .. one end
end
local digest = redis.sha1hex(table.concat(parts))
