-- Take back leases that ran out, then lease items that are due at hosts that may be asked, one per host.
-- KEYS: shards. ARGV: override, connections, lease ms, limit, kinds ('a', 's' or 'as'), shard to begin with (from 0),
-- most leases taken back per shard. Returns {kind .. id, host, token, due ms, until ms, signalled, strikes,
-- failures of the host in a row, 1 if its 304s are not believed} each.
-- include frontier_shard
local lease_ms, limit, kinds = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local first, most_back = tonumber(ARGV[6]), tonumber(ARGV[7])
local now = now_ms(ARGV[1], KEYS[1])
local count = #KEYS / KEYS_PER_SHARD
local leases = {}

local function give_back(shard, member, lease, host)
  local kind, id = string.sub(member, 1, 1), string.sub(member, 2)
  end_lease(shard, member, host)
  if has(lease, 'x') then
    if has(lease, 'a') then set_due(shard, kind, id, host, ticks_of(now)) end
    return
  end
  if redis.call('HINCRBY', shard.strikes, member, 1) >= STRIKES then
    set_due(shard, kind, id, host, ticks_of(now + DAY))
    return
  end
  local announced = has(lease, 's') or has(lease, 'S')
  if announced then redis.call('SADD', shard.signalled, member) end
  local waited = announced or has(lease, 'w') or has(lease, 'W')
  set_due(shard, kind, id, host, (waited and front_of or ticks_of)(lease.due))
end

local function take_back(shard)
  local touched = {}
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', shard.leases, '-inf', now, 'LIMIT', 0, most_back)) do
    local lease = lease_of(shard, member)
    local host = touched[lease.host] or host_of(shard, lease.host)
    touched[lease.host] = host
    give_back(shard, member, lease, host)
  end
  for _, host in pairs(touched) do
    save_host(shard, host)
    plan(shard, host, allowed_from(shard, host.name), true)
    forget_if_empty(shard, host)
  end
end

local function lease_one(shard, kind, host)
  local id, ticks = next_of(shard, kind, host)
  if not id or ms_of(ticks) > now then return end
  local member = kind .. id
  local signalled = redis.call('SREM', shard.signalled, member)
  shard.token = math.max(now, (shard.token or tonumber(redis.call('HGET', shard.leased, '#') or 0)) + 1)
  local lease = {token = string.format('%.0f', shard.token), till = now + lease_ms, due = ms_of(ticks),
    flags = (signalled == 1 and 'S' or '') .. (ticks < FRONT and 'W' or ''), host = host.name}
  redis.call('ZREM', shard.due[kind], id)
  save_lease(shard, member, lease)
  redis.call('ZADD', shard.leases, now + lease_ms, member)
  local strikes = redis.call('HGET', shard.strikes, member) or '0'
  leases[#leases + 1] = {member, host.name, lease.token, math.floor(lease.due), now + lease_ms, signalled, strikes,
    host.failures, host.doubted > now and 1 or 0}
  host.flying = host.flying + 1
end

-- Hosts that are ready, longest ready first, of all kinds asked for: {ready, host, kind}.
local function ready_hosts(shard, most)
  local found = {}
  for kind in string.gmatch(kinds, '%a') do
    local flat = redis.call('ZRANGEBYSCORE', shard.ready[kind], '-inf', now, 'WITHSCORES', 'LIMIT', 0, most)
    for at = 1, #flat, 2 do
      found[#found + 1] = {tonumber(flat[at + 1]), flat[at], kind}
    end
  end
  if #kinds > 1 then
    table.sort(found, function(one, other)
      if one[1] ~= other[1] then return one[1] < other[1] end
      if one[2] ~= other[2] then return one[2] < other[2] end
      return one[3] < other[3]
    end)
  end
  return found
end

-- Lease at most so many items; true if there may be more.
local function take(shard, most)
  local seen, taken, more = {}, 0, false
  for _, entry in ipairs(ready_hosts(shard, most)) do
    local name, kind = entry[2], entry[3]
    if taken < most and not seen[name] then
      seen[name] = true
      taken = taken + 1
      local host = host_of(shard, name)
      lease_one(shard, kind, host)
      save_host(shard, host)
      if host.pace > 0 then redis.call('ZADD', shard.allowed, now + host.pace, name) end  -- it was allowed, so not later
      plan(shard, host, now + host.pace)
      more = more or host.pace == 0
    end
  end
  return more or taken == most
end

local shards = {}
for number = 1, count do
  local shard = shard_at((first + number - 1) % count + 1, now)
  take_back(shard)
  shards[number] = shard
end
redis.call('ZREMRANGEBYSCORE', shards[1].allowed, '-inf', now)  -- times that are over; each claim begins with another shard

-- Fair over the shards: each sweep splits what is left among those that gave all they were asked for.
local open = shards
while limit > #leases and #open > 0 do
  local still = {}
  for at, shard in ipairs(open) do
    local most = math.ceil((limit - #leases) / (#open - at + 1))
    if most > 0 and take(shard, most) then still[#still + 1] = shard end
  end
  open = still
end

for _, shard in ipairs(shards) do
  if shard.token then redis.call('HSET', shard.leased, '#', string.format('%.0f', shard.token)) end
  wake(shard)
end
return leases
