package weft.interleavings;

import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Assumptions;

/** Runs a small concurrent program under Lincheck's model checker. */
public final class Interleavings {

  private Interleavings() {}

  /**
   * Explores interleavings of {@code program}.
   *
   * <p>Lincheck 3.7 sometimes stops a correct program after a minute as hung and shows no
   * interleaving; a program that really hangs is reported with one. The former says nothing about
   * the program, so the test counts as not run.
   */
  public static void check(int invocations, Runnable program) {
    try {
      Lincheck.runConcurrentTest(invocations, program::run);
    } catch (LincheckAssertionError failure) {
      String report = String.valueOf(failure.getMessage()).strip();
      if (report.equals("= Concurrent test has hung =")) {
        Assumptions.abort("Lincheck gave up after a minute, without an interleaving to show");
      }
      throw failure;
    }
  }
}
