-- One shard is caught up; after the last one the endpoint is no longer behind.
-- ARGV: 1 subscription, 2 shard, 3 generation, 4 number of shards.
-- include endpoint
local behind = redis.call('HGET', KEYS[10], ARGV[1])
if not behind or behind:match('^%d+') ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[2], 'c:' .. ARGV[2], 1)
local done = 0
for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
  if field:sub(1, 2) == 'c:' then done = done + 1 end
end
if done >= tonumber(ARGV[4]) then
  redis.call('HDEL', KEYS[10], ARGV[1])
  drop_fields('c:')
end
return 1
