-- Queue events of one shard of the log, in order, each once. Returns how many, -1 if it has to be caught up first.
-- ARGV: 1 time override, 2 subscription, 3 generation ('' = not catching up), 4 shard, 5 cap, 6 max retries,
-- then for each event: ms and number of its stream id, packed event.
-- include time
-- include endpoint
local now = now_ms(ARGV[1], KEYS[1])
local sub, generation, shard, cap = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
if not is_live(sub) then return 0 end
local state = redis.call('HMGET', KEYS[2], 'seq', 'm:' .. shard, 'c:' .. shard)
local behind = redis.call('HGET', KEYS[10], sub)
if generation == '' then
  -- events of endpoints (their own shard, e/...) are in no log that somebody could be caught up from
  if behind and not state[3] and shard:sub(1, 2) ~= 'e/' then return -1 end
elseif not behind or behind:match('^%d+') ~= generation then
  return -1
end
local seq, mark_ms, mark_n = tonumber(state[1] or 0), 0, 0
if state[2] then
  mark_ms, mark_n = state[2]:match('^(%d+)-(%d+)$')
  mark_ms, mark_n = tonumber(mark_ms), tonumber(mark_n)
end
local room = cap - redis.call('LLEN', KEYS[3]) - redis.call('HLEN', KEYS[4])
local added, full = 0, nil
for at = 7, #ARGV, 3 do
  local ms, n = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  if ms > mark_ms or (ms == mark_ms and n > mark_n) then
    if added >= room then
      full = event_ms(ARGV[at + 2])
      break
    end
    mark_ms, mark_n, seq, added = ms, n, seq + 1, added + 1
    redis.call('RPUSH', KEYS[3], string.format('%d|0|%.0f|%s', seq, now, ARGV[at + 2]))
  end
end
if added > 0 then
  redis.call('HSET', KEYS[2], 'seq', seq, 'm:' .. shard, string.format('%.0f-%.0f', mark_ms, mark_n))
  reschedule(now, sub, tonumber(ARGV[6]))
end
if full then
  fall_behind(sub, full, false)
  return -1
end
return added
