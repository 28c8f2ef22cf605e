package io.tidemark.bench.shop.process;

import io.tidemark.bench.measure.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * {@code ./tidemark run}, with the model in a jar. Make it, {@link #start} it, ask its {@link #client}, {@link #kill} it and
 * start it again, {@link #close} it. That it ended by itself is an error of whoever uses it next.
 */
public final class NodeProcess implements AutoCloseable {
    private static final int END_SECONDS = 60;
    private static final int LOG_LINES = 30;

    private final Path command;
    private final Path configuration;
    private final Path log;
    private final NodeClient client;
    private Process process;
    private long peakRssMib;
    private int starts;

    /**
     * @param options {@code --command}, {@code --bootstrap} and {@code --state}
     * @param name its folder in the state folder
     * @param further keys of the configuration; what is not given has its default
     */
    public NodeProcess(Options options, String name, int port, Class<?> model, Map<String, String> further)
            throws Exception {
        Path directory = Files.createDirectories(Path.of(options.text("state"), name));
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("model.class", model.getName());
        settings.put("model.jar", jar(model).toString());
        settings.put("kafka.bootstrap.servers", options.text("bootstrap"));
        settings.put("http.port", String.valueOf(port));
        settings.putAll(further);
        command = Path.of(options.text("command"));
        configuration = Files.write(
                directory.resolve("tidemark.properties"),
                settings.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList());
        log = directory.resolve("node.out");
        client = new NodeClient(port);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    private static Path jar(Class<?> model) throws Exception {
        return Path.of(model.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Starts it; returns when it answers. */
    public NodeProcess start() throws Exception {
        begin();
        while (!client.isUp()) {
            check();
            Thread.sleep(50);
        }
        return this;
    }

    /** Starts it, and does not wait: of a node that is not to be asked. */
    public void begin() throws IOException {
        process = new ProcessBuilder(command.toString(), "run", "--config", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        starts++;
    }

    public NodeClient client() {
        return client;
    }

    public ProcessFigures figures() {
        return new ProcessFigures(process.pid());
    }

    /** Its folder. */
    public Path directory() {
        return configuration.getParent();
    }

    /** How often it was started. */
    public int starts() {
        return starts;
    }

    /** @throws IllegalStateException if it ended without being told to */
    public void check() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "node: ended by itself with exit code " + process.exitValue() + "\n" + told());
        }
    }

    /** The greatest resident size of all its lives so far. */
    public long peakRssMib() throws IOException {
        check();
        peakRssMib = Math.max(peakRssMib, figures().peakRssMib());
        return peakRssMib;
    }

    /** As {@code kill -9} does. */
    public void kill() throws Exception {
        peakRssMib();
        process.destroyForcibly().waitFor();
    }

    private String told() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream().skip(Math.max(0, lines.size() - LOG_LINES)).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "its output cannot be read: " + e.getMessage();
        }
    }

    /** Ends it as Ctrl-C does. */
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
