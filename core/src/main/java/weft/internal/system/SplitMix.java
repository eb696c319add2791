package weft.internal.system;

import weft.internal.env.Rng;

/**
 * A small random source: a counter with an odd step, scrambled by two multiplications (the
 * published SplitMix64 constants). Not for secrets.
 */
public final class SplitMix implements Rng {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long state;

  /** A source whose numbers all follow from {@code seed}. */
  public SplitMix(long seed) {
    this.state = seed;
  }

  @Override
  public long nextLong() {
    state += STEP;
    long mixed = state;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  @Override
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound <= 0: " + bound);
    }
    // The high half times the bound, shifted back: no division, and a bias below bound / 2^32.
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  @Override
  public SplitMix split() {
    return new SplitMix(nextLong());
  }
}
