-- Ms until something may be due (-1 = nothing planned), then the newest id of each wake stream.
-- KEYS: for each shard: test mark, leases, wake stream, then the ready ZSETs that count. ARGV: override, keys per shard.
-- include time
local now = now_ms(ARGV[1], KEYS[1])
local width = tonumber(ARGV[2])
local soonest = math.huge
local answer = {-1}

local function look(key)
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if first[2] then soonest = math.min(soonest, tonumber(first[2])) end
end

for at = 0, #KEYS - 1, width do
  look(KEYS[at + 2])
  for further = 4, width do look(KEYS[at + further]) end
  local newest = redis.call('XREVRANGE', KEYS[at + 3], '+', '-', 'COUNT', 1)
  answer[#answer + 1] = newest[1] and newest[1][1] or '0-0'
end
if soonest < math.huge then answer[1] = math.max(0, math.ceil(soonest - now)) end
return answer
