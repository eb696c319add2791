package weft.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of core's packages. A package imports from the rows above its own; inside a row packages
 * may import each other as long as no circle arises, which {@link #withoutCycles()} sees to. The
 * root package is a parameter, so that a test can plant a violation.
 */
record Layers(String root) {

  /** From the bottom of the dependency graph to the top; sub-packages belong to their parent. */
  private static final List<Set<String>> ROWS =
      List.of(
          Set.of("internal.atomic", "internal.collect", "internal.env"),
          Set.of("future"),
          Set.of("task", "sync", "io", "internal.wait"),
          Set.of("internal.task", "internal.driver"),
          Set.of("internal.context"),
          Set.of(
              "time",
              "net",
              "fs",
              "process",
              "signal",
              "async",
              "scope",
              "internal.scheduler",
              "internal.blocking",
              "internal.system"),
          Set.of("runtime"),
          Set.of(""));

  private static final int UNKNOWN = -1;

  /** The first row is data structures and interfaces, each package for itself. */
  private static final int ISOLATED_ROW = 0;

  /** No import goes up, and every package is in the table. */
  ArchRule rows() {
    return ArchRuleDefinition.classes()
        .that()
        .resideInAPackage(root + "..")
        .should(importOnlyFromRowsAbove())
        .as("packages of " + root + " import only from the rows above them")
        .allowEmptyShould(true);
  }

  /** No two packages need each other, directly or through others. */
  ArchRule withoutCycles() {
    return SlicesRuleDefinition.slices()
        .matching(root + ".(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true);
  }

  private ArchCondition<JavaClass> importOnlyFromRowsAbove() {
    return new ArchCondition<>("import only from rows above") {
      @Override
      public void check(JavaClass origin, ConditionEvents events) {
        int row = row(origin.getPackageName());
        if (row == UNKNOWN) {
          events.add(
              SimpleConditionEvent.violated(
                  origin,
                  origin.getName()
                      + " is in a package without a row: add "
                      + origin.getPackageName()
                      + " to the table in Layers, as low as its imports allow"));
          return;
        }
        Set<String> reported = new HashSet<>();
        for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (isAllowed(origin, row, target) || !reported.add(target.getName())) {
            continue;
          }
          events.add(
              SimpleConditionEvent.violated(
                  origin,
                  origin.getName()
                      + " (row "
                      + (row + 1)
                      + ") imports "
                      + target.getName()
                      + " (row "
                      + (row(target.getPackageName()) + 1)
                      + "): "
                      + dependency.getDescription()));
        }
      }
    };
  }

  private boolean isAllowed(JavaClass origin, int row, JavaClass target) {
    String to = target.getPackageName();
    if (!isInside(to) || to.equals(origin.getPackageName())) {
      return true;
    }
    int targetRow = row(to);
    if (targetRow == UNKNOWN) {
      return true; // reported once, at its own class
    }
    return targetRow < row || (targetRow == row && row != ISOLATED_ROW);
  }

  private boolean isInside(String packageName) {
    return packageName.equals(root) || packageName.startsWith(root + ".");
  }

  private int row(String packageName) {
    String name = packageName.equals(root) ? "" : packageName.substring(root.length() + 1);
    for (int row = 0; row < ROWS.size(); row++) {
      for (String known : ROWS.get(row)) {
        if (name.equals(known) || (!known.isEmpty() && name.startsWith(known + "."))) {
          return row;
        }
      }
    }
    return UNKNOWN;
  }
}
