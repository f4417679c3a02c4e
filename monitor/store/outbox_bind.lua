-- What was claimed goes in one message from now on, whatever else comes to wait: its id stands in each line, before the
-- last field. Returns how many are still this claimer's. ARGV: 1 message id, then number and tries of each delivery.
-- include endpoint
local bound = 0
for at = 2, #ARGV, 2 do
  local key = slot_number(ARGV[at])
  local line = redis.call('HGET', KEYS[4], key)
  local held = line and line:match('^%d+|(%d+)|') == ARGV[at + 1]
  if held and (redis.call('ZSCORE', KEYS[6], key) or redis.call('ZSCORE', KEYS[7], key)) then
    if not line:find('|' .. ARGV[1] .. '|', 1, true) then
      line = line:gsub('|(%d+)$', '|' .. ARGV[1] .. '|%1')
      redis.call('HSET', KEYS[4], key, line)
    end
    bound = bound + 1
  end
end
return bound
