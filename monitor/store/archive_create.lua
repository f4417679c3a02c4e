-- Adds an article, or a further source to a known one. Returns 1 if it was new.
-- KEYS: article, ids, listed, totals, listed of its source, totals of its source.
-- ARGV: article id, source id, JSON, added ms.
local known = redis.call('GET', KEYS[1])
if not known then
  redis.call('SET', KEYS[1], ARGV[3])
  redis.call('ZADD', KEYS[2], 0, ARGV[1])
  redis.call('ZADD', KEYS[3], ARGV[4], ARGV[1])
  redis.call('ZADD', KEYS[5], ARGV[4], ARGV[1])
  redis.call('HINCRBY', KEYS[4], 'articles', 1)
  redis.call('HINCRBY', KEYS[6], 'articles', 1)
  return 1
end
if redis.call('ZADD', KEYS[5], 'NX', ARGV[4], ARGV[1]) == 1 then
  local article = cjson.decode(known)
  table.insert(article.sources, ARGV[2])
  redis.call('SET', KEYS[1], cjson.encode(article))
  redis.call('HINCRBY', KEYS[6], 'articles', 1)
end
return 0
