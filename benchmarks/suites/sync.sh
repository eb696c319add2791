#!/usr/bin/env bash
# Channels and locks: Weft beside Tokio, kotlinx.coroutines and java.util.concurrent.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"
source "$benchmarks/lib/peers.sh"

usage() {
  cat <<'END'
usage: benchmarks/run sync [options]
  --quick              about two minutes (otherwise about a quarter of an hour)
  --rounds N           rounds for each set of processes (4)
  --processes N        sets of processes (2; quick: 1)
  --benches a,b        only these benchmarks
  --peers a,b          only these of tokio, kotlinx, vthreads
  --jdk N              run on JDK N instead of the newest LTS
  --quiet LOAD         repeat a turn (eight times at most) while others use more processors
  --java-flag FLAG     a further flag for Weft's JVM (may be repeated)
Prints a line for each pair:
  RATIO <bench> <peer> <weft time / peer time> <weft ns> <peer ns> [min..max of the ratio]
The ratio is the median over the rounds; lines that begin with # say where and when.
END
}

rounds=4 processes=2 warmup=2000 measure=1000
wanted_benches='' wanted_peers='' wanted_jdk='' weft_flags=() quiet=()
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) processes=1 warmup=400 measure=250 ;;
    --rounds) rounds=$2 && shift ;;
    --processes) processes=$2 && shift ;;
    --benches) wanted_benches=$2 && shift ;;
    --peers) wanted_peers=$2 && shift ;;
    --jdk) wanted_jdk=$2 && shift ;;
    --quiet) quiet=(--quiet "$2" --tries 8) && shift ;;
    --java-flag) weft_flags+=("$2") && shift ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && die "unknown option: $1" ;;
  esac
  shift
done

find_jdk "$wanted_jdk"
build_weft

peers=()
add_java_peer weft "$classes" weft.benchmarks.sync.WeftSync ${weft_flags[@]+"${weft_flags[@]}"}
if chosen "$wanted_peers" tokio && build_tokio; then
  add_peer tokio "$tokio_peer"
fi
if chosen "$wanted_peers" kotlinx && build_kotlinx; then
  add_java_peer kotlinx "$kotlinx_path" weft.benchmarks.peers.KotlinxKt \
    -Dkotlinx.coroutines.scheduler.core.pool.size=2 \
    -Dkotlinx.coroutines.scheduler.max.pool.size=2
fi
if chosen "$wanted_peers" vthreads && build_vthreads; then
  add_java_peer vthreads "$vthreads_path" weft.benchmarks.peers.VirtualThreads \
    -Djdk.virtualThreadScheduler.parallelism=2
fi

benches=()
for bench in mpsc_alone mpsc_1 mpsc_4 mpsc_4_full mpsc_4_unbounded oneshot mutex_alone mutex_4 \
  semaphore_alone semaphore_4 broadcast_4 watch_pair; do
  if chosen "$wanted_benches" "$bench"; then
    benches+=(--bench "$bench")
  fi
done

compare "${peers[@]}" "${benches[@]}" --rounds "$rounds" --processes "$processes" \
  --warmup-ms "$warmup" --measure-ms "$measure" --starve-ms 10000 --stacks "$out" \
  ${quiet[@]+"${quiet[@]}"}
