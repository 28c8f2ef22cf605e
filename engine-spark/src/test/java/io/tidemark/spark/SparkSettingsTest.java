package io.tidemark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkSettingsTest {
    @TempDir
    Path directory;

    private Path home;
    private Path jar;

    @BeforeEach
    void install() throws IOException {
        home = directory.resolve("home");
        Files.createDirectories(home.resolve("jars"));
        jar = Files.createFile(directory.resolve("our.jar"));
    }

    private SparkSettings settings(Map<String, String> options, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(Map.of("jar", jar.toString()));
        all.putAll(options);
        return SparkSettings.of(new EngineChoice("spark", List.of(), all), environment, directory);
    }

    private void assertRefused(String says, Map<String, String> options, Map<String, String> environment) {
        EngineException refused = assertThrows(EngineException.class, () -> settings(options, environment));
        assertEquals("TM-ENG-010 batch.engine=spark, setting batch.engine." + says, refused.getMessage());
    }

    @Test
    void withoutAHomeItIsRefusedWithWhatToSet() {
        assertRefused(
                "home: is not given, nor is SPARK_HOME in the environment, and batch.engine is spark; write"
                        + " batch.engine.home=… (the directory in which Spark is installed), or set SPARK_HOME",
                Map.of("spark.master", "yarn"),
                Map.of());
        assertRefused(
                "home: no Spark is installed at " + directory
                        + ": it has no directory jars; name the directory in which" + " Spark is installed",
                Map.of("spark.master", "yarn"),
                Map.of("SPARK_HOME", directory.toString()));
    }

    @Test
    void withoutAMasterItIsRefusedWithWhatToSet() throws IOException {
        Map<String, String> environment = Map.of("SPARK_HOME", home.toString());
        assertRefused(
                "spark.master: is not given, and batch.engine is spark; write batch.engine.spark.master=… (what"
                        + " spark-submit takes: spark://host:7077, yarn, k8s://https://host:6443)",
                Map.of(),
                environment);
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/spark-defaults.conf"), "spark.master   yarn\n");
        assertEquals(home, settings(Map.of(), environment).home());
    }

    @Test
    void aMisspeltSettingIsRefused() {
        assertRefused(
                "hoem: is not known; use one of [home, jar, properties.file, wait], or a setting of Spark's, which begins"
                        + " with spark.",
                Map.of("hoem", home.toString(), "spark.master", "yarn"),
                Map.of());
    }

    @Test
    void aDriverThatIsNoChildOfThisProcessIsRefused() {
        EngineException refused = assertThrows(
                EngineException.class,
                () -> settings(
                        Map.of("home", home.toString(), "spark.master", "yarn", "spark.submit.deployMode", "cluster"),
                        Map.of()));
        assertTrue(refused.getMessage().contains("spark.submit.deployMode: is cluster"), refused.getMessage());
    }

    @Test
    void sparksOwnSettingsGoToSparkAndOursDoNot() {
        SparkSettings settings = settings(
                Map.of("home", home.toString(), "spark.master", "yarn", "spark.executor.memory", "2g", "wait", "90s"),
                Map.of("SPARK_HOME", "/elsewhere"));
        assertEquals(Map.of("spark.master", "yarn", "spark.executor.memory", "2g"), settings.conf());
        assertEquals(home, settings.home());
        assertEquals(Duration.ofSeconds(90), settings.patience());
        List<String> command = SubmitCommand.of(settings, "a-run");
        assertTrue(command.contains("spark.executor.memory=2g"), command::toString);
        assertEquals(List.of(jar.toString(), "PT1M30S"), command.subList(command.size() - 2, command.size()));
    }
}
