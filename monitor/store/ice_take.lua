-- Everything of one article: {digest, list after list}. KEYS and ARGV as in ice.lua.
-- include ice
table.insert(held, 1, digest)
return held
