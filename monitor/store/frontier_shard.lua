-- One shard of the frontier. KEYS: 13 for each shard, in the order of Keys.frontier(). ARGV[1..2]: time override, cap.
--
-- A due score is host number * 2^35 + ticks of 1/32 s since 2025: one ZSET holds the queues of all hosts, each a range.
-- What somebody waits for is counted in whole seconds instead: no 34 years of these are as many as the ticks of any time
-- after 2026-01-23, so it stands in front of the host's range.
-- A known item is in its due ZSET (at NEVER with nothing planned) or leased.
-- A host is "number leases pace kinds" (kinds it may have items of), and while it is in trouble " failures wait until":
-- failures in a row, its last back-off in ms, and the ms until which a 304 of it is not believed.
-- A lease is "token until due flags host"; flags: a put again, w asked for meanwhile, W was waited for, s signalled
-- meanwhile, S was signalled, x removed meanwhile.
-- include time
local WIDTH = 34359738368
local NEVER = WIDTH - 1
local FRONT = 1073741824
local EPOCH = 1735689600000
local KEYS_PER_SHARD = 13
local WAKE_WITHIN = 5000
local STRIKES = 3
local BREAKER = 5
local DAY = 86400000
local connections = tonumber(ARGV[2])

local function shard_at(number, now)
  local k = (number - 1) * KEYS_PER_SHARD
  return {
    now = now,
    mark = KEYS[k + 1], hosts = KEYS[k + 2], spare = KEYS[k + 3], allowed = KEYS[k + 4], leases = KEYS[k + 5],
    leased = KEYS[k + 6], strikes = KEYS[k + 7], signalled = KEYS[k + 8], wake = KEYS[k + 9],
    due = {a = KEYS[k + 10], s = KEYS[k + 12]}, ready = {a = KEYS[k + 11], s = KEYS[k + 13]},
  }
end

local function ticks_of(ms)
  return math.max(FRONT, math.min(NEVER - 1, math.floor((ms - EPOCH) * 32 / 1000)))
end

-- The ticks of what somebody waits for.
local function front_of(ms)
  return math.max(0, math.min(FRONT - 1, math.floor((ms - EPOCH) / 1000)))
end

local function ms_of(ticks)
  return EPOCH + ticks * (ticks < FRONT and 1000 or 31.25)
end

local function score_of(host, ticks)
  return string.format('%.0f', host.number * WIDTH + ticks)
end

-- ---- hosts
local function host_of(shard, name)
  local packed = redis.call('HGET', shard.hosts, name)
  if not packed then return nil end
  local number, flying, pace, kinds, rest = string.match(packed, '^(%d+) (%d+) (%d+) (%a*)(.*)$')
  local host = {name = name, number = tonumber(number), flying = tonumber(flying), pace = tonumber(pace), kinds = kinds,
    failures = 0, wait = 0, doubted = 0}
  if rest ~= '' then
    local failures, wait, doubted = string.match(rest, '^ (%d+) (%d+) (%d+)$')
    host.failures, host.wait, host.doubted = tonumber(failures), tonumber(wait), tonumber(doubted)
  end
  return host
end

local function save_host(shard, host)
  local packed = string.format('%d %d %d %s', host.number, host.flying, host.pace, host.kinds)
  if host.failures > 0 or host.doubted > 0 then
    packed = packed .. string.format(' %d %.0f %.0f', host.failures, host.wait, host.doubted)
  end
  redis.call('HSET', shard.hosts, host.name, packed)
end

-- True if another look at the host may begin; one that keeps failing gets one probe at a time.
local function has_room(host)
  return host.flying < (host.failures >= BREAKER and 1 or connections)
end

local function new_host(shard, name, pace, most)
  local number = redis.call('SPOP', shard.spare)
  if not number then
    number = redis.call('HINCRBY', shard.hosts, '#', 1)
    if number >= most then
      redis.call('HINCRBY', shard.hosts, '#', -1)
      error({err = 'FULL this shard of the frontier has as many hosts as it can hold'})
    end
  end
  local host = {name = name, number = tonumber(number), flying = 0, pace = pace, kinds = '',
    failures = 0, wait = 0, doubted = 0}
  save_host(shard, host)
  return host
end

-- The first item in a part of a host's range, and its ticks; nil if there is none.
local function first_within(shard, kind, host, from, till)
  local found = redis.call('ZRANGEBYSCORE', shard.due[kind], score_of(host, from), score_of(host, till),
    'WITHSCORES', 'LIMIT', 0, 1)
  if not found[1] then return nil end
  return found[1], tonumber(found[2]) - host.number * WIDTH
end

-- The item of a host that is next, and its ticks: one that is due and waited for, else the earliest; nil if there is none.
local function next_of(shard, kind, host)
  local id, ticks = first_within(shard, kind, host, 0, NEVER - 1)
  if not id or ticks >= FRONT or ms_of(ticks) <= shard.now then return id, ticks end
  local other, theirs = first_within(shard, kind, host, FRONT, NEVER - 1)
  if other and ms_of(theirs) < ms_of(ticks) then return other, theirs end
  return id, ticks
end

local function set_due(shard, kind, id, host, ticks)
  redis.call('ZADD', shard.due[kind], score_of(host, ticks), id)
end

local function allowed_from(shard, name)
  return tonumber(redis.call('ZSCORE', shard.allowed, name) or 0)
end

-- Nobody asks the host before `till`, or what it was before if that is later; which of the two it is now.
local function hold(shard, name, till)
  local before = allowed_from(shard, name)
  if till <= before then return before end
  redis.call('ZADD', shard.allowed, string.format('%.0f', till), name)
  return till
end

-- When a host is ready for this item; one that is waited for lets it stand in front of all hosts that are ready.
local function ready_at(shard, ticks, allowed)
  local due = ms_of(ticks)
  if ticks < FRONT and allowed <= due and due <= shard.now then return ticks end
  return math.max(due, allowed)
end

-- Write down when a host can next be claimed; `wakes`: sleepers are woken if it is soon.
local function plan(shard, host, allowed, wakes)
  for kind in string.gmatch(host.kinds, '%a') do
    local id, ticks
    if has_room(host) then
      id, ticks = next_of(shard, kind, host)
    end
    if id then
      local ready = ready_at(shard, ticks, allowed)
      local changed = redis.call('ZADD', shard.ready[kind], 'CH', ready, host.name)
      if wakes and changed == 1 and ready < shard.now + WAKE_WITHIN
        and redis.call('ZRANGE', shard.ready[kind], 0, 0)[1] == host.name then
        shard.must_wake = true
      end
    else
      redis.call('ZREM', shard.ready[kind], host.name)
    end
  end
end

local function forget_if_empty(shard, host)
  if host.flying > 0 then return end
  if first_within(shard, 'a', host, 0, NEVER) or first_within(shard, 's', host, 0, NEVER) then return end
  redis.call('HDEL', shard.hosts, host.name)
  redis.call('SADD', shard.spare, host.number)
end

local function wake(shard)
  if shard.must_wake then
    redis.call('XADD', shard.wake, 'MAXLEN', 1, '*', 's', '1')
  end
end

-- ---- leases
local function lease_of(shard, member)
  local packed = redis.call('HGET', shard.leased, member)
  if not packed then return nil end
  local token, till, due, flags, host = string.match(packed, '^(%d+) (%d+) (%d+) (%a*) (.*)$')
  return {token = token, till = tonumber(till), due = tonumber(due), flags = flags, host = host}
end

local function save_lease(shard, member, lease)
  redis.call('HSET', shard.leased, member,
    string.format('%s %.0f %.0f %s %s', lease.token, lease.till, lease.due, lease.flags, lease.host))
end

local function has(lease, flag)
  return string.find(lease.flags, flag, 1, true) ~= nil
end

local function flag(shard, member, lease, letter)
  if not has(lease, letter) then
    lease.flags = lease.flags .. letter
    save_lease(shard, member, lease)
  end
end

-- True unless the item was removed, and not put again, since it was leased.
local function is_known(lease)
  return not has(lease, 'x') or has(lease, 'a')
end

-- The lease, if the token is its and it has not run out.
local function valid_lease(shard, member, token, now)
  local lease = lease_of(shard, member)
  if lease and lease.token == token and lease.till > now then return lease end
end

-- The lease ends: its host has a free hand again.
local function end_lease(shard, member, host)
  redis.call('HDEL', shard.leased, member)
  redis.call('ZREM', shard.leases, member)
  host.flying = math.max(0, host.flying - 1)
end
