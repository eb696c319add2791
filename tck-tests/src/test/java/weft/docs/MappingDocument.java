package weft.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A document with tables whose last column names tests.
 *
 * @param rows those of all its tables
 */
record MappingDocument(List<Row> rows) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern TEST_CLASS =
      Pattern.compile("([A-Z]\\w*Test)(?:\\.([a-z]\\w*\\*?))?");
  private static final Pattern METHOD = Pattern.compile("[a-z]\\w*\\*?");

  /**
   * One row.
   *
   * @param first its first cell
   * @param last its last cell, which names the tests or says why there are none
   */
  record Row(String first, String last) {

    /** The tests that the row names: a class, or a class and a method. */
    List<TestName> tests() {
      List<TestName> tests = new ArrayList<>();
      String className = null;
      Matcher code = CODE.matcher(last);
      while (code.find()) {
        Matcher named = TEST_CLASS.matcher(code.group(1));
        if (named.matches()) {
          className = named.group(1);
          tests.add(new TestName(className, named.group(2)));
        } else if (className != null && METHOD.matcher(code.group(1)).matches()) {
          tests.add(new TestName(className, code.group(1))); // of the class named before it
        } else {
          className = null;
        }
      }
      return tests;
    }
  }

  /**
   * A test, or with no method a class of tests.
   *
   * @param method may end in an asterisk
   */
  record TestName(String className, @Nullable String method) {
    boolean isIn(TestSources sources) {
      return method == null ? sources.hasClass(className) : sources.hasMethod(className, method);
    }
  }

  static MappingDocument read(Path file) throws IOException {
    return of(Files.readAllLines(file));
  }

  static MappingDocument of(List<String> lines) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      boolean isHead = i + 1 < lines.size() && lines.get(i + 1).startsWith("|---");
      if (line.startsWith("|") && !line.startsWith("|---") && !isHead) {
        String[] cells = line.substring(1, line.length() - 1).split("\\|");
        rows.add(new Row(cells[0].strip(), cells[cells.length - 1].strip()));
      }
    }
    return new MappingDocument(rows);
  }
}
