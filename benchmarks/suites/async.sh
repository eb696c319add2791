#!/usr/bin/env bash
# Straight-line code: its engines beside hand-written futures, virtual threads and kotlinx.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
source "$benchmarks/lib/peers.sh"

usage() {
  cat <<'END'
usage: benchmarks/run async [options]
  --quick              about two minutes
  --rounds N           rounds for each set of processes (4)
  --processes N        sets of processes (2; quick: 1)
  --benches a,b        only these benchmarks
  --peers a,b          only these of virtual, platform, byhand, vthreads, floor,
                       kotlinx
  --quiet LOAD         repeat a turn (eight times at most) while others use more processors
Prints a line for each pair, the fast engine (bodies mounted on the runtime's workers) first:
  RATIO <bench> <peer> <mounted / peer> <mounted> <peer> [min..max of the ratio]
in nanoseconds, and in bytes in the rows memory_depth_N. Needs JDK 24 or newer.
END
}

rounds=4 processes=2 warmup=2000 measure=1000
wanted_benches='' wanted_peers='' quiet=()
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) processes=1 warmup=1200 measure=250 ;; # bodies are slow to warm up
    --rounds) rounds=$2 && shift ;;
    --processes) processes=$2 && shift ;;
    --benches) wanted_benches=$2 && shift ;;
    --peers) wanted_peers=$2 && shift ;;
    --quiet) quiet=(--quiet "$2" --tries 8) && shift ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && die "unknown option: $1" ;;
  esac
  shift
done

find_jdk ''
[ "$jdk_major" -ge 24 ] || die "the newest JDK here is $jdk_major; the fast engine needs 24"
build_weft

peers=()
# Bodies on an engine: its name, further flags.
add_engine() {
  local engine=$1
  shift
  add_java_peer "$engine" "$classes" weft.benchmarks.scheduler.WeftBodies \
    "-Dweft.async.engine=$engine" "$@"
}
add_engine mounted --add-opens=java.base/java.lang=ALL-UNNAMED
if chosen "$wanted_peers" virtual; then
  add_engine virtual -Djdk.virtualThreadScheduler.parallelism=2
fi
if chosen "$wanted_peers" platform; then
  add_engine platform
fi
if chosen "$wanted_peers" byhand; then
  add_java_peer byhand "$classes" weft.benchmarks.scheduler.WeftByHand
fi
if chosen "$wanted_peers" vthreads && build_vthreads; then
  add_java_peer vthreads "$vthreads_path" weft.benchmarks.peers.VirtualThreads \
    -Djdk.virtualThreadScheduler.parallelism=2
fi
if chosen "$wanted_peers" floor && build_vthreads; then
  add_java_peer floor "$vthreads_path" weft.benchmarks.peers.VirtualThreadsFloor \
    --add-opens=java.base/java.lang=ALL-UNNAMED
fi
if chosen "$wanted_peers" kotlinx && build_kotlinx; then
  add_java_peer kotlinx "$kotlinx_path" weft.benchmarks.peers.KotlinxKt \
    -Dkotlinx.coroutines.scheduler.core.pool.size=2 \
    -Dkotlinx.coroutines.scheduler.max.pool.size=2
fi

benches=()
for bench in create yield ping_pong ping_pong_with_task spawn_join \
  memory_depth_0 memory_depth_10 memory_depth_50; do
  if chosen "$wanted_benches" "$bench"; then
    benches+=(--bench "$bench")
  fi
done

compare "${peers[@]}" "${benches[@]}" --rounds "$rounds" --processes "$processes" \
  --warmup-ms "$warmup" --measure-ms "$measure" --starve-ms 10000 --stacks "$out" \
  ${quiet[@]+"${quiet[@]}"}
