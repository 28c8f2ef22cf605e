package io.tidemark.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the script {@code tidemark} makes of memory. */
final class ScriptedMemory {
    private ScriptedMemory() {}

    /** The JVM's options for a command line. */
    static List<String> options(String... arguments) {
        return options(Map.of(), arguments);
    }

    static List<String> options(Map<String, String> environment, String... arguments) {
        Path script = Path.of("").toAbsolutePath().getParent().resolve("launcher/src/main/scripts/memory.sh");
        if (!Files.exists(script)) {
            throw new IllegalStateException("there is no " + script);
        }
        List<String> command =
                new ArrayList<>(List.of("bash", "-euc", ". \"$0\"; memory_options \"$@\"", script.toString()));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().remove("TIDEMARK_MEMORY");
            builder.environment().putAll(environment);
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("the script ended with " + process.exitValue());
            }
            return List.of(printed.split(" "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
