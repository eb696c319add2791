package weft.internal.env;

/** A source of random numbers that is seeded per runtime. Each one is used by one thread. */
public interface Rng {

  /** A number from 0 to {@code bound - 1}. */
  int nextInt(int bound);

  /** Any number. */
  long nextLong();

  /** A further source, seeded from this one. */
  Rng split();
}
