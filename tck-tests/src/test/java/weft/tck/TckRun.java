package weft.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * One verification class, run by the TestNG engine of the JUnit Platform.
 *
 * @param passed the methods that passed
 * @param skipped the methods that were skipped, with the reason
 * @param failed the methods that failed, with the failure
 */
record TckRun(
    Map<String, String> passed, Map<String, String> skipped, Map<String, Throwable> failed) {

  static TckRun of(Class<?> verification) {
    Map<String, String> passed = new ConcurrentHashMap<>();
    Map<String, String> skipped = new ConcurrentHashMap<>();
    Map<String, Throwable> failed = new ConcurrentHashMap<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionSkipped(TestIdentifier test, String reason) {
            skipped.put(name(test), reason);
          }

          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            Throwable thrown = result.getThrowable().orElse(null);
            switch (result.getStatus()) {
              case SUCCESSFUL -> {
                if (test.isTest()) {
                  passed.put(name(test), "");
                }
              }
              case ABORTED -> skipped.put(name(test), String.valueOf(thrown));
              case FAILED ->
                  failed.put(name(test), thrown == null ? new AssertionError(name(test)) : thrown);
            }
          }
        };
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(verification))
                .filters(EngineFilter.includeEngines("testng"))
                .build(),
            listener);
    return new TckRun(new TreeMap<>(passed), new TreeMap<>(skipped), new TreeMap<>(failed));
  }

  private static String name(TestIdentifier test) {
    String name = test.getDisplayName();
    int parenthesis = name.indexOf('(');
    return parenthesis < 0 ? name : name.substring(0, parenthesis);
  }
}
