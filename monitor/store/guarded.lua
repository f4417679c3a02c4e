-- Writes of one slot, done together if nothing has changed since they were thought of.
-- KEYS: 1 counts of the shard, then those that ARGV names by their place.
-- ARGV: a counted list of what has to hold: command, place of the key, argument, reply; then of writes: number of
-- parts, command, place of the key, the rest. Writes of its own: INDEX (member, score, cap, 1 = note how far it was cut),
-- RAISE a field of a hash (field, value), CARRIED (label, place of what carries it): count a tag.
-- Returns 1 done, 0 something has changed.
-- include positions
local at = 0
local function take()
  at = at + 1
  return ARGV[at]
end
for _ = 1, tonumber(take()) do
  local command, key, argument, wanted = take(), KEYS[tonumber(take())], take(), take()
  local reply
  if argument == '' then reply = redis.call(command, key) else reply = redis.call(command, key, argument) end
  if tostring(reply or '') ~= wanted then return 0 end
end
for _ = 1, tonumber(take()) do
  local count, command, key = tonumber(take()), take(), KEYS[tonumber(take())]
  local rest = {}
  for part = 1, count - 2 do rest[part] = take() end
  if command == 'INDEX' then
    index(key, KEYS[1], rest[1], rest[2], rest[3], rest[4] == '1')
  elseif command == 'RAISE' then
    if tonumber(rest[2]) > tonumber(redis.call('HGET', key, rest[1]) or 0) then redis.call('HSET', key, rest[1], rest[2]) end
  elseif command == 'CARRIED' then
    local carrying = redis.call('ZCARD', KEYS[tonumber(rest[2])])
    if carrying == 0 then redis.call('HDEL', key, rest[1]) else redis.call('HSET', key, rest[1], carrying) end
  else
    redis.call(command, key, unpack(rest))
  end
end
return 1
