package io.tidemark.spark;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The line that submits our driver: by Spark's own script, or by its class where an installation has none. */
final class SubmitCommand {
    /** What takes the order, in module {@code engine-spark}. */
    static final String DRIVER = "io.tidemark.spark.driver.SparkDriver";

    private static final String SUBMIT = "org.apache.spark.deploy.SparkSubmit";
    /** What Spark's script lets it use of the JDK. */
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar");

    private SubmitCommand() {}

    /** The options by which a JVM lets Spark use them. */
    static List<String> opened() {
        return OPENED.stream()
                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .toList();
    }

    /** @param name what Spark's own pages call it */
    static List<String> of(SparkSettings settings, String name) {
        List<String> command = new ArrayList<>(program(settings));
        command.addAll(List.of("--deploy-mode", "client", "--name", name));
        command.addAll(List.of("--class", DRIVER));
        if (!settings.modelJars().isEmpty()) {
            command.add("--jars");
            command.add(settings.modelJars().stream().map(Path::toString).collect(Collectors.joining(",")));
        }
        settings.properties().ifPresent(file -> command.addAll(List.of("--properties-file", file.toString())));
        for (Map.Entry<String, String> setting : settings.conf().entrySet()) {
            command.add("--conf");
            command.add(setting.getKey() + "=" + setting.getValue());
        }
        command.add(settings.jar().toString());
        command.add(settings.patience().toString());
        return command;
    }

    private static List<String> program(SparkSettings settings) {
        Path home = settings.home();
        Path script = home.resolve("bin").resolve("spark-submit");
        if (Files.isExecutable(script)) {
            return List.of(script.toString());
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Stream<String> classes = Stream.of(
                "-cp", home.resolve("conf") + File.pathSeparator + home.resolve("jars") + File.separator + "*", SUBMIT);
        // The script asks for it in another way: it is set before the JVM is there.
        String heap = "-Xmx" + settings.conf().getOrDefault("spark.driver.memory", "1g");
        Stream<String> more = Arrays.stream(settings.conf()
                        .getOrDefault("spark.driver.extraJavaOptions", "")
                        .split(" "))
                .filter(option -> !option.isBlank());
        return Stream.of(Stream.of(java.toString(), heap), more, opened().stream(), classes)
                .flatMap(part -> part)
                .toList();
    }
}
