package weft.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.docs.MappingDocument.TestName;

/** The documents that name tests, held against the tests that there are. */
class DocumentedTestsTest {
  private static final Pattern NUMBERS = Pattern.compile("(\\d+)(?: to (\\d+))?");

  /** How a row says that it has no test. */
  private static final Pattern REASON =
      Pattern.compile("not built|not offered|does not arise|futures are on the heap");

  private static final Pattern PEER_BUG =
      Pattern.compile("(\\w+Issue\\d+|RustSec\\d+|NettyCve\\d+|NettyLineSplit)Test");

  private static MappingDocument document(String name) throws IOException {
    return MappingDocument.read(TestSources.root().resolve("docs").resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokio-tests.md", "robustness.md", "peer-bugs.md", "async.md"})
  void everyTestThatIsNamedExists(String name) throws IOException {
    TestSources sources = TestSources.read();
    List<TestName> named =
        document(name).rows().stream().flatMap(row -> row.tests().stream()).toList();
    assertThat(named).hasSizeGreaterThan(15);
    assertThat(named.stream().filter(test -> !test.isIn(sources))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokio-tests.md", "robustness.md", "peer-bugs.md", "async.md"})
  void everyRowNamesATestOrSaysWhyNot(String name) throws IOException {
    assertThat(document(name).rows())
        .filteredOn(row -> row.tests().isEmpty() && !REASON.matcher(row.last()).find())
        .isEmpty();
  }

  @Test
  void everyNumberOfTheListIsThereOnce() throws IOException {
    TreeSet<Integer> found = new TreeSet<>();
    for (MappingDocument.Row row : document("tokio-tests.md").rows()) {
      Matcher numbers = NUMBERS.matcher(row.first());
      while (numbers.find()) {
        int first = Integer.parseInt(numbers.group(1));
        int last = numbers.group(2) == null ? first : Integer.parseInt(numbers.group(2));
        for (int number = first; number <= last; number++) {
          assertThat(found.add(number)).as("number %s comes once", number).isTrue();
        }
      }
    }
    for (int number = 1; number <= 133; number++) {
      assertThat(found).contains(number);
    }
    assertThat(found).hasSize(133);
  }

  @Test
  void everyTestNamedAfterABugIsInTheTable() throws IOException {
    Set<String> listed = new TreeSet<>();
    document("peer-bugs.md")
        .rows()
        .forEach(row -> row.tests().forEach(t -> listed.add(t.className())));
    assertThat(TestSources.read().classesNamed(PEER_BUG)).isEqualTo(listed).hasSizeGreaterThan(30);
  }

  @Test
  void whatIsMissingIsSeen() {
    TestSources sources =
        TestSources.of(
            "SomeTest",
            """
              @Test
              void there() {}

              void gone() {}

              @ParameterizedTest
              @EnumSource(names = {"A"})
              void partOne(Flavor flavor) throws Exception {}
            """);
    List<TestName> tests =
        MappingDocument.of(
                List.of(
                    "| no. | what | test |",
                    "|---|---|---|",
                    "| 1 | a | `SomeTest.there`, `gone`, `part*`, `OtherTest`, `Handle` `plain` |"))
            .rows()
            .get(0)
            .tests();
    assertThat(tests)
        .containsExactly(
            new TestName("SomeTest", "there"),
            new TestName("SomeTest", "gone"),
            new TestName("SomeTest", "part*"),
            new TestName("OtherTest", null));
    assertThat(tests).map(test -> test.isIn(sources)).containsExactly(true, false, true, false);
  }
}
