-- Stand-ins for what Kong gives a pre-function, enough to run the exported Lua in
-- nginx's Lua module. They promise no more than the names and the shapes that Kong
-- documents; they are not Kong.

kong = {
  log = { err = function(...) ngx.log(ngx.ERR, ...) end },
  request = { get_header = function(name)
    local value = ngx.req.get_headers()[name]
    return type(value) == "table" and value[1] or value
  end },
  response = { exit = function(status, _, headers)
    for name, value in pairs(headers or {}) do
      ngx.header[name] = value
    end
    return ngx.exit(status)
  end },
  service = { request = { clear_header = ngx.req.clear_header } },
  vault = { get = function() return os.getenv("OKTADANCE_CLIENT_SECRET") end },
}

-- request asks over one connection that the server closes (HTTP/1.0).
local function request(_, url, o)
  local scheme, host, port, path = url:match("^(https?)://([^:/]+):?(%d*)(/.*)$")
  local socket = ngx.socket.tcp()
  -- nginx doesn't look into /etc/hosts.
  local address = host == "localhost" and "127.0.0.1" or host
  local ok, failure = socket:connect(address, tonumber(port) or (scheme == "https" and 443 or 80))
  if ok and scheme == "https" then
    ok, failure = socket:sslhandshake(nil, host, o.ssl_verify)
  end
  if not ok then
    return nil, failure
  end
  local lines = { o.method .. " " .. path .. " HTTP/1.0", "Host: " .. host, "Content-Length: " .. #o.body }
  for name, value in pairs(o.headers) do
    lines[#lines + 1] = name .. ": " .. value
  end
  socket:send(table.concat(lines, "\r\n") .. "\r\n\r\n" .. o.body)
  local answer = socket:receive("*a") or ""
  return { status = tonumber(answer:match("^HTTP/%d%.%d (%d+)")), body = answer:match("\r\n\r\n(.*)$") or "" }
end

package.preload["resty.http"] = function()
  return { new = function()
    return { set_timeouts = function() end, request_uri = request }
  end }
end
