package io.tidemark.it.process;

import io.tidemark.kafka.testing.KafkaServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, which can be killed as if the power had gone, and started again. */
public final class CommandProcess implements AutoCloseable {
    private static final Duration DYING = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path output;
    private final Map<String, String> environment = new HashMap<>();
    private Process process;

    /** @param output takes what it prints, of all its lives */
    public CommandProcess(Path output, String... arguments) {
        this(output, System.getProperty("java.class.path"), "io.tidemark.launcher.Main", List.of(arguments));
    }

    private CommandProcess(Path output, String classPath, String main, List<String> arguments) {
        this.output = output;
        this.command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                main));
        command.addAll(arguments);
    }

    /** Kafka's own broker, of whatever version these jars are; {@link KafkaServer} writes what it is told. */
    public static CommandProcess kafka(Path output, String classPath, Path configuration) {
        return new CommandProcess(output, classPath, "kafka.Kafka", List.of(configuration.toString()));
    }

    /** Makes a directory ready for such a broker, by the tool of its own version. */
    public static void kafkaFormat(Path output, String classPath, Path configuration, String clusterId) {
        List<String> arguments = List.of("format", "--cluster-id", clusterId, "--config", configuration.toString());
        CommandProcess tool = new CommandProcess(output, classPath, "kafka.tools.StorageTool", arguments);
        if (tool.start().exitCode(DYING) != 0) {
            throw new IllegalStateException(tool.output());
        }
    }

    /** Lets another program start it, such as one that gives it a network of its own. */
    public CommandProcess startedBy(String... program) {
        command.addAll(0, List.of(program));
        return this;
    }

    /** Lets its next lives have the sizes that the script `tidemark` gives a process of so much memory. */
    public CommandProcess withMemory(String memory) {
        command.subList(1, 4).clear();
        command.addAll(1, ScriptedMemory.options("run", "--set", "memory=" + memory));
        environment.put("MALLOC_ARENA_MAX", "2");
        return this;
    }

    /** Lets its next lives find files of a directory on their class path. */
    public CommandProcess finding(Path directory) {
        int classPath = command.indexOf("-cp") + 1;
        command.set(classPath, directory + File.pathSeparator + command.get(classPath));
        return this;
    }

    /** Lets its next lives run on another Java. */
    public CommandProcess on(Path javaHome) {
        command.set(0, javaHome.resolve("bin").resolve("java").toString());
        return this;
    }

    /** What its next life finds in its environment. */
    public CommandProcess with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** What its next life no longer finds there. */
    public CommandProcess without(String variable) {
        environment.remove(variable);
        return this;
    }

    public CommandProcess start() {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: nothing is closed, flushed or said. */
    public void kill() {
        process.destroyForcibly();
        exitCode(DYING);
    }

    /** SIGSTOP: it does nothing more, and nobody is told. */
    public void hang() {
        signal("STOP");
    }

    /** SIGCONT: it goes on as if nothing had been. */
    public void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM: it closes what it has opened. */
    public int end(Duration within) {
        process.destroy();
        return exitCode(within);
    }

    /** Waits until it ends by itself. */
    public int exitCode(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("does not end: " + command + "\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String output() {
        try {
            return Files.exists(output) ? Files.readString(output, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
