-- include time
-- Become or stay the one reader of a shard. KEYS: reader, test mark. ARGV: owner, lease ms, time override.
-- Returns {fence, cursor}, or {} while another holds it.
local now = now_ms(ARGV[3], KEYS[2])
local owner, ends = unpack(redis.call('HMGET', KEYS[1], 'owner', 'until'))
if owner and owner ~= ARGV[1] and tonumber(ends) > now then return {} end
if owner ~= ARGV[1] or tonumber(ends) <= now then redis.call('HINCRBY', KEYS[1], 'fence', 1) end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', now + ARGV[2])
return {redis.call('HGET', KEYS[1], 'fence'), redis.call('HGET', KEYS[1], 'cursor') or '0-0'}
