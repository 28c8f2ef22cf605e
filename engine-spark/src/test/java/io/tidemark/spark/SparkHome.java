package io.tidemark.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Spark as it is installed, of its jars alone: {@code engine-spark/home} says which. */
final class SparkHome {
    private static final Path JARS = Path.of("home", "target", "jars.txt");

    private final Path directory;

    private SparkHome(Path directory) {
        this.directory = directory;
    }

    /** Makes one, of links. */
    static SparkHome make() throws IOException {
        Path directory = Path.of("target", "spark-home").toAbsolutePath();
        Path jars = Files.createDirectories(directory.resolve("jars"));
        for (String jar : Files.readString(JARS).strip().split(File.pathSeparator)) {
            Path link = jars.resolve(Path.of(jar).getFileName());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of(jar));
        }
        // By this file it knows that it is not where it was compiled.
        Files.writeString(directory.resolve("RELEASE"), "Spark of Maven's jars\n");
        Path conf = Files.createDirectories(directory.resolve("conf"));
        Files.writeString(
                conf.resolve("log4j2.properties"),
                """
                rootLogger.level = info
                rootLogger.appenderRef.console.ref = console
                appender.console.type = Console
                appender.console.name = console
                appender.console.target = SYSTEM_ERR
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1}: %m%n%ex
                """);
        return new SparkHome(directory);
    }

    Path directory() {
        return directory;
    }

    /** Starts one of its programs. */
    Process start(Path output, String memory, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + memory, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(SubmitCommand.opened());
        command.addAll(
                List.of("-cp", directory.resolve("conf") + File.pathSeparator + directory.resolve("jars") + "/*"));
        command.add(main);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()));
        builder.environment().put("SPARK_HOME", directory.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }
}
