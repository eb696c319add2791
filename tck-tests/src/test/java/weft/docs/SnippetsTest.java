package weft.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each block of Java in docs/testing.md is part of a file that is compiled and run. */
class SnippetsTest {
  private static final List<String> COMPILED =
      List.of(
          "tck-tests/src/test/java/weft/docs/TutorialTest.java",
          "scripts/consumer/src/test/java/consumer/RegisterPartition.java");

  /** Lines without their indentation; blank ones are left out. */
  private static List<String> lines(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static List<List<String>> blocks(String document) {
    List<List<String>> blocks = new ArrayList<>();
    for (String part : document.split("\n```java\n")) {
      if (!blocks.isEmpty() || document.indexOf(part) > 0) {
        blocks.add(lines(part.substring(0, part.indexOf("\n```"))));
      }
    }
    return blocks;
  }

  private static boolean contains(List<String> source, List<String> block) {
    for (int at = 0; at + block.size() <= source.size(); at++) {
      if (source.subList(at, at + block.size()).equals(block)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void blocksOfTheTutorialAreCompiledAndRun() {
    Path root = TestSources.root();
    List<List<String>> blocks = blocks(Sources.text(root.resolve("docs/testing.md")));
    assertThat(blocks).hasSizeGreaterThan(5);
    for (List<String> block : blocks) {
      assertThat(COMPILED)
          .as("a file with this in it:%n%s", String.join("\n", block))
          .anyMatch(file -> contains(lines(Sources.text(root.resolve(file))), block));
    }
  }
}
