-- The server's time in ms; a test layout's shard (its mark exists) may be given another one.
local function now_ms(override, mark)
  if override ~= '' then
    if redis.call('EXISTS', mark) == 0 then
      error({err = 'NOTTEST only a test layout takes the caller\'s time'})
    end
    return tonumber(override)
  end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
