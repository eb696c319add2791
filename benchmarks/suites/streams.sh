#!/usr/bin/env bash
# Streams: Weft beside Reactor, RxJava, Mutiny and java.util.stream, by JMH.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../lib/common.sh"

usage() {
  cat <<'END'
usage: benchmarks/run streams [options]
  --quick        one short fork for each row (about five minutes)
  --rows REGEX   only the rows whose name matches, for example 'range|zip'
  --jdk N        run on JDK N instead of the newest LTS
Rows: range (range-map-filter-fold), flatMap, merge, boundary (asynchronous), handoff (between two
threads), zip, groupBy, bridge (from Reactor into the library and back); those that end in _polluted
run after many other pipelines. Prints a line for each pair, and for each library the bytes that it allocates per item:
  RATIO <row> <peer> <weft time / peer time> <weft ns> <peer ns> [min..max of the ratio]
  ALLOC <row> <library> <bytes per item>
Times are per item.
END
}

forks=3 iterations=5 millis=1000 rows='[a-zA-Z]+' wanted_jdk=''
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) forks=1 iterations=3 millis=400 ;;
    --rows) rows="($2)" && shift ;;
    --jdk) wanted_jdk=$2 && shift ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && die "unknown option: $1" ;;
  esac
  shift
done

find_jdk "$wanted_jdk"
build_weft

project=$benchmarks/peers/streams
lib=$project/target/lib
if is_stale "$lib" "$project/pom.xml"; then
  (cd "$project" && run_maven process-classes) || die "JMH and the peers cannot be had here"
  touch "$lib"
fi
compiled=$out/streams
rm -rf "$compiled" && mkdir -p "$compiled"
processors=$(find "$lib" -name '*.jar' | paste -sd:) # a processor path knows no wildcards
find "$project/src" -name '*.java' -exec \
  "$jdk/bin/javac" -nowarn -processorpath "$processors" -cp "$lib/*:$classes" -d "$compiled" {} + >&2 \
  || die "the benchmarks of streams do not compile"

notice "streams, JDK $jdk_major, $(nproc) processors, $(date -u +%F), forks $forks"
for polluted in false true; do
  "$jdk/bin/java" -cp "$compiled:$lib/*:$classes" weft.benchmarks.streams.StreamsSuite \
    "$forks" "$iterations" "$millis" "${rows}_.*" "$polluted"
done
