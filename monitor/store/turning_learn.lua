-- Notes that boxes of a source turned. Each value is "MS TIMES ARTICLE ARTICLE ...". KEYS: 1 test mark, 2 boxes.
-- ARGV: 1 time override, 2 article, 3 ms after which a box is forgotten, 4 cap of boxes, 5 cap of articles of a box,
-- then a path each. Where there are too many, the ones that turned longest ago go.
-- include time
local now, article = now_ms(ARGV[1], KEYS[1]), ARGV[2]
for at = 6, #ARGV do
  local path = ARGV[at]
  local known = redis.call('HGET', KEYS[2], path)
  local times, articles, seen, count = 0, '', false, 0
  if known then
    local ms, often, rest = string.match(known, '^(%d+) (%d+)(.*)$')
    if now - tonumber(ms) < tonumber(ARGV[3]) then times, articles = tonumber(often), rest end
    for one in string.gmatch(articles, '%S+') do
      count = count + 1
      seen = seen or one == article
    end
  end
  if not seen and count < tonumber(ARGV[5]) then articles = articles .. ' ' .. article end
  redis.call('HSET', KEYS[2], path, string.format('%.0f', now) .. ' ' .. (times + 1) .. articles)
end
while redis.call('HLEN', KEYS[2]) > tonumber(ARGV[4]) do
  local flat, oldest, oldest_ms = redis.call('HGETALL', KEYS[2]), nil, nil
  for at = 1, #flat, 2 do
    local ms = tonumber(string.match(flat[at + 1], '^(%d+)'))
    if not oldest_ms or ms < oldest_ms then oldest, oldest_ms = flat[at], ms end
  end
  redis.call('HDEL', KEYS[2], oldest)
end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
