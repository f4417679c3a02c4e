-- Writes an event: stream entry, record, indexes. Included by the scripts that make events.
-- The id of the stream entry is written before the record, so a reader that lags behind the stream finds the position.
local function tell(stream, records, indexes, subject, sequence, kind, at, max, json)
  local id = redis.call('XADD', stream, 'MAXLEN', '~', max, '*', 's', subject, 'q', sequence, 't', kind)
  redis.call('RPUSH', records, id .. '\n' .. json)
  for _, index in ipairs(indexes) do
    redis.call('ZADD', index, at, subject .. ':' .. sequence)
  end
end
