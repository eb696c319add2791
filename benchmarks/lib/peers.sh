# Builds the peer programs; sourced by the suites. Each function returns false, after a notice, if
# its peer cannot be had here.

# Sets tokio_peer to the program.
build_tokio() {
  if ! command -v cargo >/dev/null; then
    notice "skipped tokio: no cargo"
    return 1
  fi
  if ! (cd "$benchmarks/peers/tokio" && cargo build -q --release >&2); then
    notice "skipped tokio: cargo could not build it"
    return 1
  fi
  tokio_peer=$benchmarks/peers/tokio/target/release/tokio-peer
}

# Sets kotlinx_path to the class path.
build_kotlinx() {
  local project=$benchmarks/peers/kotlinx
  local stamp=$project/target/built
  if is_stale "$stamp" "$project/pom.xml" "$project/src" "$benchmarks/src/main/java"; then
    if ! (cd "$project" && run_maven process-classes); then
      notice "skipped kotlinx: Maven could not build it"
      return 1
    fi
    touch "$stamp"
  fi
  kotlinx_path="$project/target/classes:$project/target/lib/*"
}

# Sets vthreads_path to the class path.
build_vthreads() {
  if [ "$jdk_major" -lt 21 ]; then
    notice "skipped vthreads: JDK $jdk_major has none"
    return 1
  fi
  local classes_dir=$out/vthreads
  mkdir -p "$classes_dir"
  find "$benchmarks/peers/vthreads/src" -name '*.java' -exec \
    "$jdk/bin/javac" -cp "$classes" -d "$classes_dir" {} + >&2 \
    || die "the virtual threads' program does not compile"
  vthreads_path=$classes_dir:$classes
}
