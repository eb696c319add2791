/** Tests that give back what they took. Knows nothing of Weft, which lies above it. */
module weft.leaks {
  requires static transitive org.jspecify;
  requires static transitive org.junit.jupiter.api;
  requires static transitive io.netty.common;

  exports weft.leaks;
}
