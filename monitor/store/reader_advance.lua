-- Move a shard's cursor, never back. KEYS: reader. ARGV: owner, fence, cursor. Returns 1, or 0 if the tenure was lost.
local owner, fence, cursor = unpack(redis.call('HMGET', KEYS[1], 'owner', 'fence', 'cursor'))
if owner ~= ARGV[1] or fence ~= ARGV[2] then return 0 end
local function parts(id) return string.match(id, '^(%d+)%-?(%d*)$') end
local old_ms, old_number = parts(cursor or '0-0')
local new_ms, new_number = parts(ARGV[3])
local ahead = tonumber(new_ms) - tonumber(old_ms)
if ahead > 0 or (ahead == 0 and (tonumber(new_number) or 0) > (tonumber(old_number) or 0)) then
  redis.call('HSET', KEYS[1], 'cursor', ARGV[3])
end
return 1
