-- Everything that a look must know of an article, and the time: {ms, article, state, newest version, candidate,
-- newest event, trail, care, pin}; {} if it is unknown. KEYS and ARGV as in archive_shard.lua.
-- include archive_shard
local article = redis.call('HGET', KEYS[2], id)
if not is_kept() then return {} end
return {
  math.max(now_ms(ARGV[1], KEYS[1]), floor_ms()),
  article,
  state_of(),
  redis.call('LINDEX', KEYS[4], -1),
  redis.call('HGET', KEYS[8], id),
  redis.call('LINDEX', KEYS[9], -1),
  redis.call('HGET', KEYS[13], id),
  redis.call('HGET', KEYS[14], id),
  redis.call('HGET', KEYS[16], redis.call('HGET', KEYS[3], 'p') or ''),
}
