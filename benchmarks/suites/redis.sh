#!/usr/bin/env bash
# The sample Redis server beside redis-server, under redis-benchmark.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"

usage() {
  cat <<'END'
usage: benchmarks/run redis [options]
  --quick        three rounds of about a second each (otherwise six of about three)
  --rounds N     rounds
  --jdk N        run on JDK N instead of the newest LTS
  --java-flag F  a further flag for Weft's JVM (may be repeated)
50 connections, 10 000 keys, values of 3 bytes, SET and GET, without pipelining (p1) and with 16
commands at a time (p16). The server has the first processor, the client the second one. Prints
  RATIO <work> redis-server <weft / redis> <weft> <redis> [min..max of the ratio]
in nanoseconds per request: elapsed time, and for the rows ending in _cpu processor time of the
server. The ratio is the median over the rounds.
END
}

rounds=6 scale=3 wanted_jdk='' flags=()
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) rounds=3 scale=1 ;;
    --rounds) rounds=$2 && shift ;;
    --jdk) wanted_jdk=$2 && shift ;;
    --java-flag) flags+=("$2") && shift ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && die "unknown option: $1" ;;
  esac
  shift
done

for tool in redis-server redis-benchmark redis-cli; do
  command -v "$tool" >/dev/null || die "no $tool (Debian: apt install redis-server redis-tools)"
done

server_cpu=() client_cpu=()
if command -v taskset >/dev/null && [ "$(nproc)" -ge 2 ]; then
  server_cpu=(taskset -c 0) client_cpu=(taskset -c 1)
else
  notice "servers and client share their processors: no taskset, or only one processor"
fi

find_jdk "$wanted_jdk"
build_samples
mkdir -p "$out"

free_port() {
  local port=$1
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    port=$((port + 1))
  done
  echo "$port"
}

pids=()
stop_servers() {
  local pid
  for pid in ${pids[@]+"${pids[@]}"}; do
    kill "$pid" 2>/dev/null || true
  done
  for pid in ${pids[@]+"${pids[@]}"}; do
    wait "$pid" 2>/dev/null || true
  done
}
trap stop_servers EXIT

# Waits until the server $1 on port $2 with process $3 answers.
await_server() {
  local tries=0
  until [ "$(timeout 2 redis-cli -p "$2" ping 2>/dev/null)" = PONG ]; do
    tries=$((tries + 1))
    kill -0 "$3" 2>/dev/null && [ "$tries" -lt 300 ] \
      || die "$1 does not answer on port $2; its output: $out/$1.log"
    sleep 0.1
  done
}

redis_port=$(free_port 16379)
${server_cpu[@]+"${server_cpu[@]}"} redis-server --port "$redis_port" --bind 127.0.0.1 --save '' \
  --appendonly no >"$out/redis-server.log" 2>&1 &
pids+=($!) redis_pid=$!
weft_port=$(free_port $((redis_port + 1)))
PORT=$weft_port ${server_cpu[@]+"${server_cpu[@]}"} "$jdk/bin/java" -Xms1g -Xmx1g \
  ${flags[@]+"${flags[@]}"} -cp "$samples_path" weft.samples.redis.RedisServer \
  >"$out/weft-redis.log" 2>&1 &
pids+=($!) weft_pid=$!
await_server redis-server "$redis_port" "$redis_pid"
await_server weft-redis "$weft_port" "$weft_pid"

# Processor time of process $1 in ticks. The second field may contain spaces: cut it off.
cpu_ticks() {
  sed 's/^.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}
ticks_per_second=$(getconf CLK_TCK)

# Sends $4 requests of test $2 to port $1, $3 at a time; prints requests per second.
load() {
  timeout 120 ${client_cpu[@]+"${client_cpu[@]}"} redis-benchmark -p "$1" -t "$2" -P "$3" -n "$4" \
    -c 50 -r 10000 --csv | awk -F '"' -v test="$2" 'tolower($2) == test { print $4 }'
}

# Measures one server once: name, port, process, test, pipeline, requests.
measure() {
  local before after rps
  before=$(cpu_ticks "$3")
  rps=$(load "$2" "$4" "$5" "$6")
  after=$(cpu_ticks "$3")
  [ -n "$rps" ] || die "redis-benchmark failed against $1"
  echo "$4_p$5 $1 $rps $((after - before)) $6" >>"$samples"
}

echo "# date: $(date -u +%Y-%m-%dT%H:%M:%SZ)"
echo "# machine: $(awk -F ': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(nproc) processors, $(uname -sr)"
echo "# weft: JDK $("$jdk/bin/java" -version 2>&1 | awk -F '"' 'NR == 1 { print $2 }')"
echo "# redis-server: $(redis-server --version | awk '{ print $3 }')"

samples=$out/redis-samples.txt
: >"$samples"
# Compiled code is what counts, and the compiler has to share the server's processor.
for pipeline in 16 1 16; do
  for test in set get; do
    load "$weft_port" "$test" "$pipeline" $((pipeline == 1 ? 50000 : 1500000)) >/dev/null
  done
done
for ((round = 0; round < rounds; round++)); do
  for pipeline in 1 16; do
    requests=$((scale * (pipeline == 1 ? 80000 : 1000000)))
    for test in set get; do
      if ((round % 2)); then
        measure redis "$redis_port" "$redis_pid" "$test" "$pipeline" "$requests"
        measure weft "$weft_port" "$weft_pid" "$test" "$pipeline" "$requests"
      else
        measure weft "$weft_port" "$weft_pid" "$test" "$pipeline" "$requests"
        measure redis "$redis_port" "$redis_pid" "$test" "$pipeline" "$requests"
      fi
    done
  done
done

awk -v hz="$ticks_per_second" '
  function median(list, n,   i, j, t) {
    for (i = 2; i <= n; i++) {
      t = list[i]
      for (j = i - 1; j >= 1 && list[j] > t; j--) list[j + 1] = list[j]
      list[j + 1] = t
    }
    low = list[1]; high = list[n]
    return (list[int((n + 1) / 2)] + list[int(n / 2) + 1]) / 2
  }
  function row(work, values,   i, w, r, q, n) {
    n = count[work, "weft"]
    split("", w); split("", r); split("", q)
    for (i = 1; i <= n; i++) {
      w[i] = values[work, "weft", i]
      r[i] = values[work, "redis", i]
      q[i] = w[i] / (r[i] > 0 ? r[i] : 1)
    }
    printf "%.1f %.1f", median(w, n), median(r, n)
    middle = median(q, n)
    printf " %.3f %.3f %.3f\n", middle, low, high
  }
  {
    if (!($1 in seen)) { seen[$1] = 1; works[++kinds] = $1 }
    i = ++count[$1, $2]
    elapsed[$1, $2, i] = 1e9 / $3
    cpu[$1, $2, i] = $4 / hz * 1e9 / $5
  }
  END {
    for (k = 1; k <= kinds; k++) {
      printf "%s ", works[k]; row(works[k], elapsed)
      printf "%s_cpu ", works[k]; row(works[k], cpu)
    }
  }' "$samples" \
  | awk '{ printf "RATIO %s redis-server %s %s %s [%s..%s]\n", $1, $4, $2, $3, $5, $6 }'
echo "# rounds: $rounds"
