package io.tidemark.it.arrows;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ArrowsTest {
    private static final String SPEED = "io.tidemark.speed..";
    private static final String BATCH = "io.tidemark.batch..";
    private static final String SERVING = "io.tidemark.serving..";
    private static final String LAUNCHER = "io.tidemark.launcher..";
    private static final String EXAMPLES = "io.tidemark.examples..";
    private static final String LOG_OVER_KAFKA = "io.tidemark.kafka..";
    private static final String HTTP = "io.tidemark.http..";
    private static final String COLUMNS = "io.tidemark.columns..";
    private static final String MAPREDUCE = "io.tidemark.mapreduce..";
    private static final String[] SHARED_MODEL = {
        "io.tidemark.function..",
        "io.tidemark.stream..",
        "io.tidemark.model..",
        "io.tidemark.aggregator..",
        "io.tidemark.time..",
        "io.tidemark.tidemark..",
        "io.tidemark.event..",
        "io.tidemark.codec..",
        "io.tidemark.cut..",
        "io.tidemark.log..",
        "io.tidemark.operator..",
        "io.tidemark.fold..",
        "io.tidemark.fault..",
        "io.tidemark.disk..",
        "io.tidemark.loop..",
        "io.tidemark.manifest..",
        "io.tidemark.seam..",
        "io.tidemark.testkit",
        "io.tidemark.testkit.contract.."
    };

    private static JavaClasses production;

    @BeforeAll
    static void importAll() {
        production = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("io.tidemark");
    }

    @Test
    void everyModuleIsLookedAt() {
        for (String layer : new String[] {
            "model", "kafka", "http", "columns", "speed", "batch", "mapreduce", "serving", "launcher", "examples"
        }) {
            assertTrue(production.stream().anyMatch(c -> c.getPackageName().startsWith("io.tidemark." + layer)), layer);
        }
    }

    @Test
    void sharedModelKnowsNeitherKafkaNorHadoopNorRocksDbNorJettyNorALayer() {
        check(noClasses()
                .that()
                .resideInAnyPackage(SHARED_MODEL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "org.apache.hadoop..",
                        "org.apache.parquet..",
                        "org.rocksdb..",
                        "org.eclipse.jetty..",
                        LOG_OVER_KAFKA,
                        HTTP,
                        COLUMNS,
                        SPEED,
                        BATCH,
                        SERVING,
                        LAUNCHER,
                        EXAMPLES));
    }

    @Test
    void columnsKnowOnlyTheEventsOfTheSharedModelAndTheBatchLayerAloneKnowsColumns() {
        check(noClasses()
                .that()
                .resideInAPackage(COLUMNS)
                .should()
                .dependOnClassesThat(resideInAPackage("io.tidemark..")
                        .and(not(resideInAnyPackage(COLUMNS, "io.tidemark.event..", "io.tidemark.tidemark..")))));
        check(noClasses()
                .that()
                .resideOutsideOfPackages(COLUMNS, BATCH)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(COLUMNS));
    }

    @Test
    void theListenerKnowsNoLayerAndTheBatchLayerDoesNotKnowTheListener() {
        check(noClasses()
                .that()
                .resideInAPackage(HTTP)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LOG_OVER_KAFKA, COLUMNS, SPEED, BATCH, SERVING, LAUNCHER, EXAMPLES));
        check(noClasses()
                .that()
                .resideInAnyPackage(BATCH, LOG_OVER_KAFKA, COLUMNS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HTTP));
    }

    @Test
    void layersDoNotKnowOneAnother() {
        check(noClasses()
                .that()
                .resideInAPackage(SPEED)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BATCH, SERVING));
        check(noClasses()
                .that()
                .resideInAPackage(BATCH)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPEED, SERVING));
        check(noClasses()
                .that()
                .resideInAPackage(SERVING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPEED, BATCH));
    }

    @Test
    void nothingKnowsTheLauncherAndOnlyTheLauncherKnowsTheExamples() {
        check(noClasses()
                .that()
                .resideInAnyPackage(SPEED, BATCH, SERVING, LOG_OVER_KAFKA, EXAMPLES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(LAUNCHER));
        check(noClasses()
                .that()
                .resideInAnyPackage(SPEED, BATCH, SERVING, LOG_OVER_KAFKA)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(EXAMPLES));
    }

    @Test
    void anEngineKnowsTheBatchLayerAndNobodyKnowsAnEngine() {
        check(noClasses()
                .that()
                .resideInAPackage(MAPREDUCE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SPEED, SERVING, LAUNCHER, EXAMPLES, HTTP, LOG_OVER_KAFKA));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(MAPREDUCE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(MAPREDUCE));
    }

    @Test
    void kafkaIsMetInTheLogModuleAndTheLauncherOnly() {
        check(noClasses()
                .that()
                .resideInAnyPackage(SPEED, BATCH, SERVING, EXAMPLES)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.."));
    }

    @Test
    void servingKnowsNeitherTheLogNorFileSystems() {
        check(noClasses()
                .that()
                .resideInAPackage(SERVING)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        LOG_OVER_KAFKA, "io.tidemark.log..", "org.apache.hadoop..", "org.apache.parquet.."));
    }

    @Test
    void testKitIsForTestsOnly() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.tidemark.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tidemark.testkit.."));
    }

    @Test
    void noPackageIsInARing() {
        check(slices().assignedFrom(new EachPackage()).should().beFreeOfCycles());
    }

    private static void check(ArchRule rule) {
        rule.check(production);
    }

    /** A root package is one like any other, and so is a package below a package. */
    private static final class EachPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("io.tidemark")
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
