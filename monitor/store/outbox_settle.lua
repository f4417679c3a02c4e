-- One attempt is over. Returns {failures in a row, ms of the first, ms of the last}.
-- KEYS: 14 dead letters, 15 log. ARGV: 1 time override, 2 subscription, 3 number, 4 tries, 5 '1' = ok,
-- 6 retry after ms ('' = never), 7 pause ms, 8 line of the log, 9 cap of the log, 10 its age ms, 11 cap of dead letters,
-- 12 most retries.
-- include time
-- include endpoint
local now = now_ms(ARGV[1], KEYS[1])
local sub, key, tries, ok = ARGV[2], slot_number(ARGV[3]), ARGV[4], ARGV[5] == '1'
if redis.call('HEXISTS', KEYS[11], sub) == 0 then return {0, 0, 0} end

redis.call('LPUSH', KEYS[15], string.format('%.0f ', now) .. ARGV[8])
redis.call('LTRIM', KEYS[15], 0, ARGV[9] - 1)
redis.call('PEXPIRE', KEYS[15], ARGV[10])
for _ = 1, 2 do
  local oldest = redis.call('LINDEX', KEYS[15], -1)
  if oldest and tonumber(oldest:match('^%d+')) < now - ARGV[10] then redis.call('RPOP', KEYS[15]) end
end

local function leave_lanes()
  for _, lane in ipairs({KEYS[5], KEYS[6], KEYS[7]}) do redis.call('ZREM', lane, key) end
end

local line = redis.call('HGET', KEYS[4], key)
local held = line and line:match('^%d+|(%d+)|') == tries
if ok then
  leave_lanes()
  if redis.call('HDEL', KEYS[4], key) == 0 then
    for _, dead in ipairs(redis.call('LRANGE', KEYS[14], 0, -1)) do
      if dead:match('^%d+') == ARGV[3] then redis.call('LREM', KEYS[14], 1, dead) end
    end
  end
  redis.call('HDEL', KEYS[2], 'fails', 'first_fail', 'last_fail')
elseif held and (redis.call('ZSCORE', KEYS[6], key) or redis.call('ZSCORE', KEYS[7], key)) then
  local n, rest = line:match('^(%d+)|%d+|(.*)$')
  line = string.format('%s|%d|%s', n, tries + 1, rest)
  leave_lanes()
  if ARGV[6] == '' then
    redis.call('HDEL', KEYS[4], key)
    redis.call('LPUSH', KEYS[14], line)
    redis.call('LTRIM', KEYS[14], 0, ARGV[11] - 1)
  else
    redis.call('HSET', KEYS[4], key, line)
    redis.call('ZADD', KEYS[5], now + ARGV[6], key)
  end
  redis.call('HINCRBY', KEYS[2], 'fails', 1)
  redis.call('HSETNX', KEYS[2], 'first_fail', string.format('%.0f', now))
  redis.call('HSET', KEYS[2], 'last_fail', string.format('%.0f', now))
end
if tonumber(ARGV[7]) > 0 then
  local pause = math.max(tonumber(redis.call('HGET', KEYS[2], 'pause') or 0), now + ARGV[7])
  redis.call('HSET', KEYS[2], 'pause', string.format('%.0f', pause))
end
reschedule(now, sub, tonumber(ARGV[12]))
local streak = redis.call('HMGET', KEYS[2], 'fails', 'first_fail', 'last_fail')
return {tonumber(streak[1] or 0), tonumber(streak[2] or 0), tonumber(streak[3] or 0)}
