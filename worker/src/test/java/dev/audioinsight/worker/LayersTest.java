package dev.audioinsight.worker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Which package may know what. */
class LayersTest {
  private static final String ROOT = "dev.audioinsight.worker";
  private static final String KAFKA = "org.apache.kafka..";
  private static final String ONNX_RUNTIME = "ai.onnxruntime..";
  private static final String FFMPEG = "org.bytedeco..";
  private static final String AWS = "software.amazon..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void shouldFindTheClassesThatTheRulesAreAbout() {
    assertThat(CLASSES).hasSizeGreaterThan(20);
  }

  @Test
  void shouldKeepKafkaInItsPackageAndTheRoot() {
    hold(
        noClasses()
            .that(not(resideInAnyPackage(ROOT, ROOT + ".kafka..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(KAFKA));
  }

  @Test
  void shouldKeepOnnxRuntimeInTheInferencePackage() {
    hold(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".inference..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ONNX_RUNTIME));
  }

  @Test
  void shouldKeepFfmpegInTheAudioPackage() {
    hold(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".audio..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(FFMPEG));
  }

  @Test
  void shouldKeepAwsInTheFetchPackage() {
    hold(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".fetch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(AWS));
  }

  @Test
  void shouldKeepAudioFreeOfKafkaInferenceAndInsight() {
    hold(
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".audio..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                KAFKA,
                ONNX_RUNTIME,
                ROOT + ".kafka..",
                ROOT + ".inference..",
                ROOT + ".insight.."));
  }

  @Test
  void shouldKeepTheEngineFreeOfEveryOtherPackageOfTheWorker() {
    hold(
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".engine..")
            .should()
            .dependOnClassesThat(
                resideInAPackage(ROOT + "..").and(not(resideInAPackage(ROOT + ".engine..")))));
  }

  @Test
  void shouldKeepObservationFreeOfKafkaAndInference() {
    hold(
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".observe..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, ONNX_RUNTIME, ROOT + ".kafka..", ROOT + ".inference.."));
  }

  @Test
  void shouldHaveNoCyclesBetweenPackages() {
    hold(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
  }

  /** A package that has no class yet breaks no rule. */
  private static void hold(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
