package weft.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.architecture.planted.sync.PlantedEffects;

/** Checks core against its architecture, and the checks against planted violations. */
class ArchitectureTest {
  private static final String PLANTED = "weft.architecture.planted";

  private static final JavaClasses CORE = classesIn("classes");
  private static final JavaClasses FIXTURE = classesIn("test-classes");

  @Test
  void coreImportsOnlyFromRowsAbove() {
    new Layers("weft").rows().check(CORE);
  }

  @Test
  void corePackagesFormNoCycle() {
    new Layers("weft").withoutCycles().check(CORE);
  }

  @Test
  void coreReachesEffectsThroughTheEnvironment() {
    new EffectSeam("weft").rule().check(CORE);
  }

  @Test
  void everyExceptionOfTheSeamStillExists() {
    assertThat(EffectSeam.EXCEPTIONS.keySet())
        .allSatisfy(name -> assertThat(CORE.contain("weft." + name)).as(name).isTrue());
  }

  @Test
  void plantedUpwardImportIsFound() {
    assertThat(violations(new Layers(PLANTED).rows()))
        .anyMatch(line -> line.contains("PlantedUpward (row 2)") && line.contains("(row 7)"));
  }

  @Test
  void plantedPackageWithoutRowIsFound() {
    assertThat(violations(new Layers(PLANTED).rows()))
        .anyMatch(line -> line.contains("PlantedAttic") && line.contains("without a row"));
  }

  @Test
  void plantedCycleInsideOneRowIsFoundByTheCycleCheckOnly() {
    assertThat(violations(new Layers(PLANTED).withoutCycles()))
        .anyMatch(line -> line.contains("Slice sync") && line.contains("Slice task"));
    assertThat(violations(new Layers(PLANTED).rows())).noneMatch(line -> line.contains("Circle"));
  }

  @Test
  void everyPlantedEffectIsFound() {
    List<String> found = violations(new EffectSeam(PLANTED).rule());
    List<String> missed = new ArrayList<>();
    for (var method : PlantedEffects.class.getDeclaredMethods()) {
      String name = "PlantedEffects." + method.getName() + "(";
      if (!method.isSynthetic() && found.stream().noneMatch(line -> line.contains(name))) {
        missed.add(method.getName());
      }
    }
    assertThat(missed).isEmpty();
    assertThat(PlantedEffects.class.getDeclaredMethods()).hasSizeGreaterThan(15);
  }

  @Test
  void plantedEffectsInTheSystemPackageAreAllowed() {
    assertThat(violations(new EffectSeam(PLANTED).rule()))
        .noneMatch(line -> line.contains("AllowedEffect"));
  }

  private static List<String> violations(ArchRule rule) {
    return rule.evaluate(FIXTURE).getFailureReport().getDetails();
  }

  private static JavaClasses classesIn(String folder) {
    Path module = Path.of(System.getProperty("basedir", ""));
    return new ClassFileImporter().importPath(module.resolve("target").resolve(folder));
  }
}
