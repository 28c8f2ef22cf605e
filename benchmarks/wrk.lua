-- For wrk, from benchmarks/run: asks the paths in the file PATHS in turn, and prints one RESULT line that begins with LABEL.
local paths = {}
local at

function init()
  for line in io.lines(os.getenv("PATHS")) do
    paths[#paths + 1] = wrk.format("GET", line)
  end
  at = math.random(#paths)
end

function request()
  at = at % #paths + 1
  return paths[at]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    "RESULT %s requests_per_s=%.1f p50_ms=%.4f p99_ms=%.4f p999_ms=%.4f max_ms=%.3f correct=%s\n",
    os.getenv("LABEL"), summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000,
    latency.max / 1000, failed == 0 and summary.requests > 0 and "yes" or "no"))
end
