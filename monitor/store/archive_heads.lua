-- Articles with their states: {article, fields, newest, reason, validators} each.
-- KEYS: articles, newest, reasons, validators, then the state of each. ARGV: their ids.
local found = {}
for at, id in ipairs(ARGV) do
  local article = redis.call('HGET', KEYS[1], id)
  found[at] = article and {
    article,
    redis.call('HGETALL', KEYS[at + 4]),
    redis.call('HGET', KEYS[2], id),
    redis.call('HGET', KEYS[3], id),
    redis.call('HGET', KEYS[4], id),
  } or {}
end
return found
