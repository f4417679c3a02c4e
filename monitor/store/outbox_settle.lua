-- One attempt is over. Returns {failures in a row, ms of the first, ms of the last}.
-- KEYS: 14 dead letters, 15 log. ARGV: 1 time override, 2 subscription, 3 '1' = ok, 4 retry after ms ('' = never),
-- 5 pause ms, 6 line of the log, 7 cap of the log, 8 its age ms, 9 cap of dead letters, 10 most retries, 11 bodies kept,
-- then number and tries of each delivery that went in the message.
-- include time
-- include endpoint
local now = now_ms(ARGV[1], KEYS[1])
local sub, ok = ARGV[2], ARGV[3] == '1'
if redis.call('HEXISTS', KEYS[11], sub) == 0 then return {0, 0, 0} end

redis.call('LPUSH', KEYS[15], string.format('%.0f ', now) .. ARGV[6])
redis.call('LTRIM', KEYS[15], 0, ARGV[7] - 1)
redis.call('PEXPIRE', KEYS[15], ARGV[8])
for _ = 1, 2 do
  local oldest = redis.call('LINDEX', KEYS[15], -1)
  if oldest and tonumber(oldest:match('^%d+')) < now - ARGV[8] then redis.call('RPOP', KEYS[15]) end
end
-- the bodies of all but the newest lines are dropped as they come to that place
local aged = redis.call('LINDEX', KEYS[15], ARGV[11])
if aged and aged:find('\31', 1, true) then
  redis.call('LSET', KEYS[15], ARGV[11], aged:sub(1, aged:find('\31', 1, true) - 1))
end

local function leave_lanes(key)
  for _, lane in ipairs({KEYS[5], KEYS[6], KEYS[7]}) do redis.call('ZREM', lane, key) end
end

local function delivered(number, key)
  leave_lanes(key)
  if redis.call('HDEL', KEYS[4], key) > 0 then return end
  for _, dead in ipairs(redis.call('LRANGE', KEYS[14], 0, -1)) do
    if dead:match('^%d+') == number then redis.call('LREM', KEYS[14], 1, dead) end
  end
end

local function failed(key, tries)
  local line = redis.call('HGET', KEYS[4], key)
  if not line or line:match('^%d+|(%d+)|') ~= tries then return false end
  if not (redis.call('ZSCORE', KEYS[6], key) or redis.call('ZSCORE', KEYS[7], key)) then return false end
  local n, rest = line:match('^(%d+)|%d+|(.*)$')
  line = string.format('%s|%d|%s', n, tries + 1, rest)
  leave_lanes(key)
  if ARGV[4] == '' then
    redis.call('HDEL', KEYS[4], key)
    redis.call('LPUSH', KEYS[14], line)
    redis.call('LTRIM', KEYS[14], 0, ARGV[9] - 1)
  else
    redis.call('HSET', KEYS[4], key, line)
    redis.call('ZADD', KEYS[5], now + ARGV[4], key)
  end
  return true
end

local counts = false
for at = 12, #ARGV, 2 do
  local key = slot_number(ARGV[at])
  if ok then
    delivered(ARGV[at], key)
  elseif failed(key, ARGV[at + 1]) then
    counts = true
  end
end
if ok then
  redis.call('HDEL', KEYS[2], 'fails', 'first_fail', 'last_fail')
elseif counts then
  redis.call('HINCRBY', KEYS[2], 'fails', 1)
  redis.call('HSETNX', KEYS[2], 'first_fail', string.format('%.0f', now))
  redis.call('HSET', KEYS[2], 'last_fail', string.format('%.0f', now))
end
if tonumber(ARGV[5]) > 0 then
  local pause = math.max(tonumber(redis.call('HGET', KEYS[2], 'pause') or 0), now + ARGV[5])
  redis.call('HSET', KEYS[2], 'pause', string.format('%.0f', pause))
end
reschedule(now, sub, tonumber(ARGV[10]))
local streak = redis.call('HMGET', KEYS[2], 'fails', 'first_fail', 'last_fail')
return {tonumber(streak[1] or 0), tonumber(streak[2] or 0), tonumber(streak[3] or 0)}
