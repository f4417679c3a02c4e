-- Elements of an article's version list and the ms of the newest one's last confirmation.
-- KEYS: state, versions. ARGV: first and last index.
return {redis.call('HGET', KEYS[1], 't'), redis.call('LRANGE', KEYS[2], ARGV[1], ARGV[2])}
