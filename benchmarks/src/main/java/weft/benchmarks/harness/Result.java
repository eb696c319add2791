package weft.benchmarks.harness;

/** What a benchmark reports: a figure, or that the work was not done within its limit. */
public sealed interface Result {

  /**
   * A figure.
   *
   * @param value nanoseconds per unit, unless the suite says otherwise
   * @param bytesPerUnit heap allocated per unit by all threads, or NaN where it was not measured
   */
  record Measured(double value, double bytesPerUnit) implements Result {}

  /**
   * Work that other work kept from being done.
   *
   * @param done what was done within the limit
   * @param of what was to be done
   */
  record Starved(int done, int of) implements Result {}
}
