package weft.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every test that waits for the real clock is listed with its reason in docs/testing.md, and
 * nothing is listed that does not. Waiting for the clock is a sleep of the JVM's, a wait for an
 * event that gives up within a second, or a sleep of Weft's on a runtime whose clock runs.
 */
class WallClockTest {
  private static final Pattern SLEEP =
      Pattern.compile("Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(|LockSupport\\.parkNanos\\(");
  private static final Pattern SHORT_WAIT =
      Pattern.compile(
          "(await|get|poll|join|waitFor|tryAcquire|awaitTermination)"
              + "\\([^;()]*\\b(TimeUnit\\.)?(MILLISECONDS|MICROSECONDS|NANOSECONDS)\\)");

  /** Not of minutes and more: nobody waits for the end of those. */
  private static final Pattern WEFT_SLEEP =
      Pattern.compile(
          "((Time|Weft)\\.(sleep|sleepUntil|interval|timeout)|Streams\\.interval)"
              + "\\((?!(java\\.time\\.)?Duration\\.of(Minutes|Hours|Days)\\()");

  private static final Pattern RUNNING_CLOCK = Pattern.compile("\\bWeftRuntime\\b|\\.resume\\(\\)");
  private static final Pattern OWN_CLOCK = Pattern.compile("@WeftTest\\b");
  private static final Pattern ENTRY = Pattern.compile("^\\| `([\\w/.-]+\\.java)` \\| (.+) \\|$");

  private static boolean waits(String source) {
    return SLEEP.matcher(source).find()
        || SHORT_WAIT.matcher(source).find()
        || (WEFT_SLEEP.matcher(source).find()
            && RUNNING_CLOCK.matcher(source).find()
            && !OWN_CLOCK.matcher(source).find());
  }

  private static Set<String> listed() {
    Set<String> files = new TreeSet<>();
    for (String line : Sources.text(TestSources.root().resolve("docs/testing.md")).split("\n")) {
      Matcher entry = ENTRY.matcher(line);
      if (entry.matches()) {
        assertThat(entry.group(2)).as("reason of %s", entry.group(1)).hasSizeGreaterThan(10);
        assertThat(files.add(entry.group(1))).as("%s is listed once", entry.group(1)).isTrue();
      }
    }
    return files;
  }

  @Test
  void everyWaitForTheClockIsListedWithItsReason() {
    List<String> found = new ArrayList<>();
    for (var file : Sources.ofTests()) {
      if (!file.endsWith("WallClockTest.java") && waits(Sources.text(file))) {
        found.add(TestSources.root().relativize(file).toString().replace('\\', '/'));
      }
    }
    assertThat(found)
        .as("tests that wait for the real clock: use a paused clock, or list them in testing.md")
        .containsExactlyInAnyOrderElementsOf(listed());
  }

  @Test
  void theScanSeesWhatItShould() {
    assertThat(waits("Thread.sleep(5);")).isTrue();
    assertThat(waits("TimeUnit.MILLISECONDS.sleep(5);")).isTrue();
    assertThat(waits("latch.await(50, TimeUnit.MILLISECONDS);")).isTrue();
    assertThat(waits("WeftRuntime.create(); Time.sleep(ofMillis(1))")).isTrue();
    assertThat(waits("TestRuntime.create(); Time.sleep(ofMillis(1))")).isFalse();
    assertThat(waits("@WeftTest void m(WeftRuntime r) { Time.sleep(ofMillis(1)) }")).isFalse();
    assertThat(waits("latch.await(5, TimeUnit.SECONDS);")).isFalse();
  }
}
