# What the suites share; sourced by them. Needs bash, coreutils, awk, a JDK and Maven.

benchmarks=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(dirname "$benchmarks")
out=$benchmarks/target/run

notice() {
  echo "# $*"
}

die() {
  echo "benchmarks/run: $*" >&2
  exit 2
}

# Sets jdk and jdk_major: the release named in $1, or the newest LTS.
find_jdk() {
  jdk=$("$root/scripts/jdk" ${1:+"$1"}) || exit 2
  jdk_major=$("$jdk/bin/java" -XshowSettings:properties -version 2>&1 \
    | awk -F ' = ' '/java.specification.version/ { print $2 }')
}

# Maven on the JDK found, without the warnings that old versions of it cause on new JDKs.
run_maven() {
  local options=${MAVEN_OPTS:-}
  if [ "$jdk_major" -ge 23 ]; then
    options="$options --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
  fi
  JAVA_HOME=$jdk MAVEN_OPTS=$options mvn -q -B "$@" >&2
}

# Compiles Weft and the benchmarks; sets classes to the class path.
build_weft() {
  (cd "$root" && run_maven -Dfast -pl benchmarks -am compile) \
    || die "Weft does not compile"
  classes=$benchmarks/target/classes:$root/core/target/classes:$root/streams/target/classes
}

# Whether $1 is older than a file in the folders that follow, or missing.
is_stale() {
  local product=$1
  shift
  [ ! -e "$product" ] || [ -n "$(find "$@" -type f -newer "$product" -print -quit)" ]
}

# Writes the command $2... to the file of peer $1, as the driver reads it, and adds the peer.
add_peer() {
  local name=$1
  shift
  mkdir -p "$out"
  printf '%s\n' "$@" >"$out/peer-$name.txt"
  peers+=(--peer "$name=$out/peer-$name.txt")
}

# Adds a peer that runs on the JVM: name, class path, main class, flags.
add_java_peer() {
  local name=$1 path=$2 main=$3
  shift 3
  add_peer "$name" "$jdk/bin/java" -Xms2g -Xmx2g -XX:+UseG1GC "$@" -cp "$path" "$main"
}

# Whether the comma-separated list $1 is empty or has $2.
chosen() {
  [ -z "$1" ] || case ",$1," in *",$2,"*) true ;; *) false ;; esac
}

# Runs the driver with the options given.
compare() {
  "$jdk/bin/java" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$classes" \
    weft.benchmarks.harness.Compare "$@"
}

# Compiles Weft and the samples; sets samples_path to the class path.
build_samples() {
  (cd "$root" && run_maven -Dfast -pl samples -am compile dependency:build-classpath \
    -DincludeScope=runtime -Dmdep.outputFile=target/classpath.txt) || die "the samples do not compile"
  samples_path=$root/samples/target/classes:$(cat "$root/samples/target/classpath.txt")
}
