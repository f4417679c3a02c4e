-- Places of events in a shard: numbers that only grow, as precise as a double. See event_ids.py.
local EPOCH_MS, PER_MS = 1577836800000, 4096

local function next_position(counts, now)
  local last = tonumber(redis.call('HGET', counts, 'pos') or 0)
  local position = math.max(last + 1, (now - EPOCH_MS) * PER_MS)
  redis.call('HSET', counts, 'pos', string.format('%.0f', position))
  return position
end

local function stream_id(position)
  return string.format('%.0f-%.0f', math.floor(position / PER_MS) + EPOCH_MS, position % PER_MS)
end

-- Writes an event: its record and its entry in the shard's stream. Notes how far the stream was cut.
local function tell(stream, records, counts, subject, sequence, kind, record, now, max)
  local position = next_position(counts, now)
  redis.call('RPUSH', records, struct.pack('>I8', position) .. record)
  redis.call('XADD', stream, stream_id(position), 's', subject, 'q', sequence, 't', kind)
  local over = redis.call('XLEN', stream) - tonumber(max)
  if over > 0 then
    local gone = redis.call('XRANGE', stream, '-', '+', 'COUNT', over)
    redis.call('XTRIM', stream, 'MAXLEN', max)
    redis.call('HSET', counts, 'stream-cut', gone[#gone][1])
  end
  return position
end

-- Adds an event to an index and notes, where `cut` is given, how far the index was cut.
local function index(key, counts, member, position, max, cut)
  redis.call('ZADD', key, string.format('%.0f', position), member)
  local over = redis.call('ZCARD', key) - tonumber(max)
  if over > 0 then
    if cut then
      local last = redis.call('ZRANGE', key, over - 1, over - 1, 'WITHSCORES')[2]
      local known = tonumber(redis.call('HGET', counts, 'index-cut') or 0)
      redis.call('HSET', counts, 'index-cut', string.format('%.0f', math.max(known, tonumber(last))))
    end
    redis.call('ZREMRANGEBYRANK', key, 0, over - 1)
  end
end
