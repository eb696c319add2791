import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs one class of tests, or some methods of it: {@code RunTest <class> [<method>...]}. Exits with 0
 * if all passed, 1 if one failed, 2 if a time limit of its own ended one and none failed otherwise, 3
 * if none ran to its end. Prints what failed in one line.
 */
public final class RunTest {
  private static final int WIDTH = 160;

  private static final class Count implements TestExecutionListener {
    int passed;
    final List<String> failures = new ArrayList<>();
    final List<String> timeouts = new ArrayList<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
        passed += test.isTest() ? 1 : 0;
      } else if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        Throwable thrown = result.getThrowable().orElseThrow();
        List<String> kind = thrown instanceof TimeoutException ? timeouts : failures;
        kind.add(test.getDisplayName() + ": " + describe(thrown));
      }
    }
  }

  /** The seed if there is one, else the beginning of the message. */
  private static String describe(Throwable thrown) {
    String text = String.valueOf(thrown.getMessage());
    int seed = text.indexOf("failed with seed");
    String line = text.substring(Math.max(0, seed)).strip().replaceAll("\\s+", " ");
    return thrown.getClass().getSimpleName() + ": " + line.substring(0, Math.min(WIDTH, line.length()));
  }

  public static void main(String[] args) throws Exception {
    LauncherDiscoveryRequestBuilder request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Class.forName(args[0])));
    Set<String> wanted = Set.of(args); // a class is called like no method
    if (args.length > 1) {
      PostDiscoveryFilter isWanted =
          descriptor ->
              FilterResult.includedIf(
                  descriptor
                      .getSource()
                      .map(
                          source ->
                              !(source instanceof MethodSource method)
                                  || wanted.contains(method.getMethodName()))
                      .orElse(true));
      request.filters(isWanted);
    }
    Count count = new Count();
    LauncherDiscoveryRequest built = request.build();
    LauncherFactory.create().execute(built, count);
    count.failures.forEach(line -> System.out.println("RESULT " + line));
    count.timeouts.forEach(line -> System.out.println("RESULT " + line));
    System.out.flush();
    int end = 0;
    if (!count.failures.isEmpty()) {
      end = 1;
    } else if (!count.timeouts.isEmpty()) {
      end = 2;
    } else if (count.passed == 0) {
      end = 3;
    }
    Runtime.getRuntime().halt(end); // whatever threads the mutant has left behind
  }
}
