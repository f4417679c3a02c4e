-- What the scripts of the archive share. KEYS: 1 test mark, 2 articles, 3 state, 4 versions, 5 newest, 6 reasons,
-- 7 validators, 8 candidates, 9 events, 10 sightings, 11 stream, 12 counts, 13 trails,
-- 14 cares, 15 marks, 16 pins, 17 glimpsed. ARGV: 1 time override, 2 article.
-- include time
-- include positions
local id = ARGV[2]

-- True if the archive keeps the article: it is known and was not erased.
local function is_kept()
  local marks = redis.call('HGET', KEYS[15], id)
  return redis.call('HEXISTS', KEYS[2], id) == 1 and not (marks and string.sub(marks, 1, 1) == 'E')
end

-- The newest time that was kept of the article, 0 if none was.
local function floor_ms() return tonumber(redis.call('HGET', KEYS[3], 'a') or 0) end

local function number(field) return tonumber(redis.call('HGET', KEYS[3], field) or 0) end

-- The state and what is too long for it.
local function state_of()
  return {
    redis.call('HGETALL', KEYS[3]),
    redis.call('HGET', KEYS[5], id),
    redis.call('HGET', KEYS[6], id),
    redis.call('HGET', KEYS[7], id),
  }
end

-- Adds to a counter of the shard and of each source that lists the article.
local function count(name, by)
  redis.call('HINCRBY', KEYS[12], name, by)
  local names = string.match(redis.call('HGET', KEYS[2], id), '^([^\n]*)')
  for source in string.gmatch(names, '[^,]+') do redis.call('HINCRBY', KEYS[12], source .. ':' .. name, by) end
end

-- Sets a field of a hash of the shard, or removes it where there is nothing to keep.
local function keep(key, value)
  if value == '' then redis.call('HDEL', key, id) else redis.call('HSET', key, id, value) end
end

local function keep_validators(etag, last_modified, body, long)
  redis.call('HSET', KEYS[3], 'e', etag, 'm', last_modified, 'b', body)
  keep(KEYS[7], long)
end

-- Lets an article be read this way from now on ('' = as before). Where there is no room for one more way, the state
-- names none and the evidence of the newest version has to do.
local function keep_pin(name, pin, cap)
  if name == '' then return end
  if redis.call('HEXISTS', KEYS[16], name) == 0 then
    if redis.call('HLEN', KEYS[16]) >= tonumber(cap) then
      redis.call('HDEL', KEYS[3], 'p')
      return
    end
    redis.call('HSET', KEYS[16], name, pin)
  end
  redis.call('HSET', KEYS[3], 'p', name)
end
