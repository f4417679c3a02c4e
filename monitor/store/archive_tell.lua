-- Keeps the event of a look: record, stream entry, indexes. KEYS 18: events of its type; then those of each source.
local function tell_look(sequence, kind, record, now, max_stream, max_indexed, max_of_source)
  local position = tell(KEYS[11], KEYS[9], KEYS[12], id, sequence, kind, record, now, max_stream)
  local member = id .. ':' .. sequence
  index(KEYS[18], KEYS[12], member, position, max_indexed, true)
  for at = 19, #KEYS do index(KEYS[at], KEYS[12], member, position, max_of_source, false) end
  redis.call('HSET', KEYS[3], 'q', sequence)
end
