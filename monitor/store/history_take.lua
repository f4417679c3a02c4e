-- Everything of an article as of one moment: {article, ms last confirmed, versions, events, sightings, annotations,
-- labellings, claims}; {} if it is unknown.
-- KEYS: 1 articles, 2 state, 3 versions, 4 events, 5 sightings, 6 annotations, 7 labellings, 8 claims. ARGV: article.
local article = redis.call('HGET', KEYS[1], ARGV[1])
if not article then return {} end
local function all(key) return redis.call('LRANGE', key, 0, -1) end
return {
  article,
  redis.call('HGET', KEYS[2], 't'),
  all(KEYS[3]),
  all(KEYS[4]),
  all(KEYS[5]),
  all(KEYS[6]),
  redis.call('HVALS', KEYS[7]),
  redis.call('HGET', KEYS[8], ARGV[1]),
}
