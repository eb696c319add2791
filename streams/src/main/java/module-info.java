/** Streams and sinks over Weft's futures, and their bridges to Reactive Streams. */
module weft.streams {
  requires transitive weft.core;
  requires transitive org.reactivestreams;
  requires static transitive org.jspecify;

  exports weft.streams;
}
