-- A new rule under the next number. KEYS: rule. ARGV: document.
redis.call('HINCRBY', KEYS[1], 'number', 1)
redis.call('HSET', KEYS[1], 'document', ARGV[1])
