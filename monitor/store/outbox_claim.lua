-- Take what is due of one endpoint: {first tries, retries}, packed. Leases that ran out are taken over, in order, and
-- count as a try. ARGV: 1 time override, 2 subscription, 3 lease ms, 4 most first tries, 5 most retries, 6 most in all.
-- Of a paced endpoint everything that is due is taken, and nothing while another claimer holds a part of it.
-- include time
-- include endpoint
local MOST_PACED = 1000
local now = now_ms(ARGV[1], KEYS[1])
local sub, until_ms = ARGV[2], now + tonumber(ARGV[3])
local max_fresh, max_retries, room = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local first, again = {}, {}
local paced = is_paced()
if paced then max_fresh, max_retries, room = MOST_PACED, MOST_PACED, MOST_PACED end

local function lease(lane, key, line, out)
  redis.call('HSET', KEYS[4], key, line)
  redis.call('ZADD', lane, until_ms, key)
  out[#out + 1] = line
  room = room - 1
end

local function take_over(lane, out)
  local ended = redis.call('ZRANGEBYSCORE', lane, '-inf', now, 'WITHSCORES', 'LIMIT', 0, math.max(room, 0))
  for at = 1, #ended, 2 do
    local line = redis.call('HGET', KEYS[4], ended[at])
    if not line then
      redis.call('ZREM', lane, ended[at])
    else
      if tonumber(ended[at + 1]) > 0 then
        local n, tries, rest = line:match('^(%d+)|(%d+)|(.*)$')
        line = string.format('%s|%d|%s', n, tries + 1, rest)
      end
      lease(lane, ended[at], line, out)
    end
  end
end

local function take_fresh()
  if redis.call('ZCARD', KEYS[6]) > 0 or room <= 0 then return end
  for _, line in ipairs(redis.call('LPOP', KEYS[3], math.min(max_fresh, room)) or {}) do
    lease(KEYS[6], slot_number(line:match('^%d+')), line, first)
  end
end

local function take_due()
  local more = math.min(max_retries - redis.call('ZCARD', KEYS[7]), room)
  if more <= 0 then return end
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '-inf', now, 'LIMIT', 0, more)) do
    redis.call('ZREM', KEYS[5], key)
    local line = redis.call('HGET', KEYS[4], key)
    if line then lease(KEYS[7], key, line, again) end
  end
end

if is_live(sub) and now >= tonumber(redis.call('HGET', KEYS[2], 'pause') or 0) then
  take_over(KEYS[6], first)
  take_over(KEYS[7], again)
  if not paced or redis.call('ZCARD', KEYS[6]) + redis.call('ZCARD', KEYS[7]) == 0 then
    take_fresh()
    take_due()
  end
end
reschedule(now, sub, tonumber(ARGV[5]))
return {first, again}
