-- A host failed: one more in a row. From the fifth on, or at once if it asks for less, it is left alone for a
-- decorrelated back-off (between the least and three times the last one); then one look at a time probes it.
-- Ms for which it is left alone.
-- KEYS: one shard. ARGV: override, connections, host, 1 if it asks for less, dice (0 <= x < 1), least ms, most ms.
-- include frontier_shard
local now = now_ms(ARGV[1], KEYS[1])
local shard = shard_at(1, now)
local least, most = tonumber(ARGV[6]), tonumber(ARGV[7])
local host = host_of(shard, ARGV[3])
local wait = math.max(least, host and host.wait or 0)
wait = math.min(most, math.floor(least + tonumber(ARGV[5]) * (3 * wait - least)))
if not host then
  if ARGV[4] == '1' then hold(shard, ARGV[3], now + wait) end
  return ARGV[4] == '1' and wait or 0
end
host.failures = math.min(host.failures + 1, 999999)
local allowed = allowed_from(shard, host.name)
if ARGV[4] == '1' or host.failures >= BREAKER then
  host.wait = wait
  allowed = hold(shard, host.name, now + wait)
else
  wait = 0
end
save_host(shard, host)
plan(shard, host, allowed)
return wait
