/**
 * Tools that make concurrent code repeatable: polling by hand, scripts, paused clocks, simulation.
 */
module weft.testkit {
  requires transitive weft.core;
  requires transitive weft.streams;
  requires transitive weft.codec;
  requires weft.leaks;
  requires io.netty.common;
  requires static transitive org.jspecify;
  requires static transitive org.junit.jupiter.api;
  requires static org.junit.platform.commons;
  requires static transitive org.assertj.core;
  requires static transitive reactor.blockhound;

  exports weft.testkit;
}
