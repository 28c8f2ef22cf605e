package io.tidemark.spark;

import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where Spark is, and what it is given.
 *
 * @param home the directory in which it is installed
 * @param jar ours, with all of us that an executor needs
 * @param modelJars they go to every executor
 * @param properties a file of settings of Spark's, in place of its {@code conf/spark-defaults.conf}
 * @param conf settings of Spark's, by their own names; they count in place of what the file says
 * @param patience how long a run waits for its first task to start
 * @param logs the directory into which Spark's own words go, a file for each submission
 */
record SparkSettings(
        Path home,
        Path jar,
        List<Path> modelJars,
        Optional<Path> properties,
        SortedMap<String, String> conf,
        Duration patience,
        Path logs) {
    static final String HOME = "home";
    static final String JAR = "jar";
    static final String PROPERTIES = "properties.file";
    static final String WAIT = "wait";
    /** What begins with this is a setting of Spark's own. */
    static final String CONF = "spark.";

    static final String MASTER = "spark.master";

    private static final Set<String> OURS = Set.of(HOME, JAR, PROPERTIES, WAIT);
    private static final String KEY = "batch.engine.";
    private static final String OF_HOME = "SPARK_HOME";
    private static final String DEPLOY_MODE = "spark.submit.deployMode";
    private static final String JAR_NAME = "tidemark-spark.jar";
    private static final Duration USUAL_WAIT = Duration.ofMinutes(10);

    /**
     * @param environment of this process
     * @throws EngineException if nothing can be submitted with what there is
     */
    static SparkSettings of(EngineChoice choice, Map<String, String> environment, Path logs) {
        Map<String, String> options = choice.options();
        for (String name : new TreeSet<>(options.keySet())) {
            if (!name.startsWith(CONF) && !OURS.contains(name)) {
                throw refused(
                        name,
                        "is not known",
                        "use one of " + new TreeSet<>(OURS) + ", or a setting of Spark's, which begins with " + CONF);
            }
        }
        SortedMap<String, String> conf = new TreeMap<>(options);
        conf.keySet().removeAll(OURS);
        if (conf.getOrDefault(DEPLOY_MODE, "client").equals("cluster")) {
            throw refused(
                    DEPLOY_MODE,
                    "is cluster, and a run hears only a driver that is a child of its process",
                    "leave it out: the driver needs little memory, whatever a run reads");
        }
        Path home = home(options, environment);
        Optional<Path> properties =
                Optional.ofNullable(options.get(PROPERTIES)).map(file -> readable(PROPERTIES, file));
        if (!conf.containsKey(MASTER) && !namesMaster(properties.orElse(home.resolve("conf/spark-defaults.conf")))) {
            throw refused(
                    MASTER,
                    "is not given, and batch.engine is spark",
                    "write " + KEY + MASTER
                            + "=… (what spark-submit takes: spark://host:7077, yarn, k8s://https://host:6443)");
        }
        return new SparkSettings(home, jar(options), choice.modelJars(), properties, conf, patience(options), logs);
    }

    private static Path home(Map<String, String> options, Map<String, String> environment) {
        Path home = Optional.ofNullable(options.get(HOME))
                .or(() -> Optional.ofNullable(environment.get(OF_HOME)))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .orElseThrow(() -> refused(
                        HOME,
                        "is not given, nor is SPARK_HOME in the environment, and batch.engine is spark",
                        "write " + KEY + HOME + "=… (the directory in which Spark is installed), or set SPARK_HOME"));
        if (!Files.isDirectory(home.resolve("jars"))) {
            throw refused(
                    HOME,
                    "no Spark is installed at " + home + ": it has no directory jars",
                    "name the directory in which Spark is installed");
        }
        return home;
    }

    private static boolean namesMaster(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.strip().startsWith(MASTER));
        } catch (IOException | UncheckedIOException absent) {
            return false;
        }
    }

    /** The one beside the jar or the classes that this is in, where none is named. */
    private static Path jar(Map<String, String> options) {
        String named = options.get(JAR);
        if (named != null) {
            return readable(JAR, named);
        }
        try {
            Path own = Path.of(SparkSettings.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return readable(JAR, own.resolveSibling(JAR_NAME).toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path readable(String key, String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw refused(
                    key, file + " is not there, or cannot be read", "mend the path, or build it: docs/engines.md");
        }
        return Path.of(file);
    }

    private static Duration patience(Map<String, String> options) {
        String text = options.get(WAIT);
        if (text == null) {
            return USUAL_WAIT;
        }
        try {
            return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            throw refused(WAIT, "\"" + text + "\" is not a duration", "write a duration such as 30s, 5m or 1h");
        }
    }

    private static EngineException refused(String option, String fault, String mend) {
        return new EngineException("TM-ENG-010", "batch.engine=spark, setting " + KEY + option, fault, mend);
    }
}
