/** Streams and sinks over Weft's futures, and their bridges to Reactive Streams. */
module weft.streams {
  requires transitive weft.core;
  requires transitive org.reactivestreams;
  requires static transitive org.jspecify;
  // Only for the two schedulers and for contexts; whoever uses them has their libraries.
  requires static context.propagation;
  requires static reactor.core;
  requires static io.reactivex.rxjava3;

  exports weft.streams;
}
