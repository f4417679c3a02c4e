-- Another host of an article. KEYS: articles. ARGV: article, packed article as it was read, the same with the new host.
-- Returns 1, 0 if it is not as it was read.
local known = redis.call('HGET', KEYS[1], ARGV[1])
local names, last = string.match(known or '', '^([^\n]*)\n()')
if not names or string.sub(known, last) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], names .. '\n' .. ARGV[3])
return 1
