package weft.benchmarks.harness;

/** Thrown by a benchmark's body whose work was not done within the limit. */
public final class Starvation extends Exception {

  private static final long serialVersionUID = 1L;

  private final int done;
  private final int of;

  /**
   * Says how far the work came.
   *
   * @param done what was done within the limit
   * @param of what was to be done
   */
  public Starvation(int done, int of) {
    super(done + " of " + of + " done within the limit");
    this.done = done;
    this.of = of;
  }

  Result result() {
    return new Result.Starved(done, of);
  }
}
