/** Streams and sinks over Weft's futures, and their bridges to Reactive Streams. */
module weft.streams {
  requires transitive weft.core;
  requires transitive org.reactivestreams;
  requires static transitive org.jspecify;
  // Only for the two schedulers; whoever uses one has its library.
  requires static reactor.core;
  requires static io.reactivex.rxjava3;

  exports weft.streams;
}
