-- Plan items that are not known (put), or make items due now: in their turn (resume), or before what is overdue at their
-- hosts because somebody wants to know (ask) or announced a change (signal). How many were new, or were made due.
-- KEYS: one shard. ARGV: override, connections, 'put', 'resume', 'ask' or 'signal', usual pace ms, most hosts,
-- then for each item: kind .. id, host, ms from now.
-- include frontier_shard
local announced = ARGV[3] == 'signal'
local waited = announced or ARGV[3] == 'ask'
local signal, pace, most = waited or ARGV[3] == 'resume', tonumber(ARGV[4]), tonumber(ARGV[5])
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1, now)
local hosts, changed = {}, 0

local function put_new(member, kind, id, host, after)
  set_due(shard, kind, id, host, waited and front_of(now) or ticks_of(now + after))
  if announced then redis.call('SADD', shard.signalled, member) end
  host.touched = true
  changed = changed + 1
end

local function put_leased(member, lease)
  local known = is_known(lease)
  if known and waited then
    flag(shard, member, lease, announced and 's' or 'w')
  else
    flag(shard, member, lease, 'a')
  end
  if signal or not known then changed = changed + 1 end
end

local function signal_waiting(member, kind, id, host, score)
  if tonumber(redis.call('HGET', shard.strikes, member) or 0) >= STRIKES then return end  -- its daily look is all it gets
  if announced then redis.call('SADD', shard.signalled, member) end
  local ticks = score - host.number * WIDTH
  if ms_of(ticks) > now or (waited and ticks >= FRONT) then
    set_due(shard, kind, id, host, waited and front_of(now) or ticks_of(now))
    host.touched = true
  end
  changed = changed + 1
end

for at = 6, #ARGV, 3 do
  local member, name = ARGV[at], ARGV[at + 1]
  local kind, id = string.sub(member, 1, 1), string.sub(member, 2)
  local host = hosts[name] or host_of(shard, name) or new_host(shard, name, pace, most)
  hosts[name] = host
  if not string.find(host.kinds, kind, 1, true) then
    host.kinds = host.kinds .. kind
    save_host(shard, host)
  end
  local score = redis.call('ZSCORE', shard.due[kind], id)
  local lease = not score and lease_of(shard, member)
  if lease then
    put_leased(member, lease)
  elseif not score then
    put_new(member, kind, id, host, tonumber(ARGV[at + 2]))
  elseif math.floor(tonumber(score) / WIDTH) == host.number then
    if signal then signal_waiting(member, kind, id, host, tonumber(score)) end
  elseif not host.touched then  -- known under another host, where it stays
    forget_if_empty(shard, host)
    hosts[name] = nil
  end
end
for name, host in pairs(hosts) do
  if host.touched then plan(shard, host, allowed_from(shard, name), true) end
end
wake(shard)
return changed
