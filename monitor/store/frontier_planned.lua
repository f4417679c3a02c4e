-- What is scheduled: for each item {due ms (-1 unknown, -2 none planned), 1 if leased, strikes}.
-- KEYS: one shard. ARGV: override, connections, then kind .. id for each item.
-- include frontier_shard
local shard = shard_at(1)
local found = {}
for at = 3, #ARGV do
  local member = ARGV[at]
  local score = redis.call('ZSCORE', shard.due[string.sub(member, 1, 1)], string.sub(member, 2))
  local lease = not score and lease_of(shard, member)
  local leased = lease and is_known(lease)
  local due = -1
  if leased then
    due = lease.due
  elseif score then
    local ticks = tonumber(score) % WIDTH
    due = ticks == NEVER and -2 or ms_of(ticks)
  end
  found[#found + 1] = {math.floor(due), leased and 1 or 0, redis.call('HGET', shard.strikes, member) or '0'}
end
return found
