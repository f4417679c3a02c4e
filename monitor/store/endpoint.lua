-- What all scripts of an endpoint share. KEYS: 1 test mark, 2 endpoint, 3 fresh, 4 entries, 5 retries, 6 sending,
-- 7 resending, 8 due, 9 wake, 10 behind, 11 subscriptions, 12 disabled, 13 version. All of one slot.

-- Everything due of a paced endpoint goes to one claimer at a time.
local function is_paced()
  return redis.call('HEXISTS', KEYS[2], 'paced') == 1
end

-- Since or from when something can be claimed goes into the shard's index; sleepers hear of it if that is sooner than before.
local function reschedule(now, sub, max_retries)
  local due
  local function at(time)
    if time and (not due or time < due) then due = time end
  end
  local sending = tonumber(redis.call('ZRANGE', KEYS[6], 0, 0, 'WITHSCORES')[2])
  local resending = tonumber(redis.call('ZRANGE', KEYS[7], 0, 0, 'WITHSCORES')[2])
  at(sending)
  at(resending)
  if not (due and is_paced()) then
    local oldest = not sending and redis.call('LINDEX', KEYS[3], 0)
    if oldest then at(tonumber(oldest:match('^%d+|%d+|(%d+)'))) end
    if not resending or redis.call('ZCARD', KEYS[7]) < max_retries then
      at(tonumber(redis.call('ZRANGE', KEYS[5], 0, 0, 'WITHSCORES')[2]))
    end
  end
  if not due then
    redis.call('ZREM', KEYS[8], sub)
    return
  end
  local pause = tonumber(redis.call('HGET', KEYS[2], 'pause') or 0)
  if due < pause then due = pause end
  local before = redis.call('ZSCORE', KEYS[8], sub)
  redis.call('ZADD', KEYS[8], due, sub)
  if not before or due < tonumber(before) then
    redis.call('XADD', KEYS[9], 'MAXLEN', 1, '*', 's', sub)
  end
end

local function is_live(sub)
  return redis.call('HEXISTS', KEYS[11], sub) == 1 and redis.call('HEXISTS', KEYS[12], sub) == 0
end

local function drop_fields(prefix)
  for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
    if field:sub(1, #prefix) == prefix then redis.call('HDEL', KEYS[2], field) end
  end
end

-- To be caught up from `since` (ms) on; `again` sends what was queued before once more.
local function fall_behind(sub, since, again)
  local before = redis.call('HGET', KEYS[10], sub)
  if before then since = math.min(since, tonumber(before:match(':(%d+)$'))) end
  local generation = redis.call('HINCRBY', KEYS[2], 'gen', 1)
  redis.call('HSET', KEYS[10], sub, string.format('%d:%.0f', generation, since))
  drop_fields('c:')
  if again then drop_fields('m:') end
  redis.call('INCR', KEYS[13])
end

local function slot_number(n)
  return string.format('%012d', n)
end

local function event_ms(line)
  return tonumber(line:match('|(%d+)$'))
end
