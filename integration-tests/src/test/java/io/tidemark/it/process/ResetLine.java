package io.tidemark.it.process;

import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code tidemark reset} and {@code tidemark log-replaced}, in this JVM. */
public final class ResetLine {
    private ResetLine() {}

    /**
     * Resets a topic of the node that has its data in a directory, and whose groups are called by it.
     *
     * @param further arguments
     * @return what it said
     */
    public static String reset(
            Path directory,
            Class<? extends TidemarkModel> model,
            String bootstrapServers,
            String topic,
            String... further) {
        String[] words = Arrays.copyOf(further, further.length + 1);
        words[further.length] = "--yes";
        return say(0, "reset", directory, model, bootstrapServers, topic, words);
    }

    /**
     * Says that a topic's log was replaced, if {@code further} has {@code --yes}.
     *
     * @param code how the command is to end
     */
    public static String replaced(
            int code,
            Path directory,
            Class<? extends TidemarkModel> model,
            String bootstrapServers,
            String topic,
            String... further) {
        return say(code, "log-replaced", directory, model, bootstrapServers, topic, further);
    }

    private static String say(
            int code,
            String command,
            Path directory,
            Class<? extends TidemarkModel> model,
            String bootstrapServers,
            String topic,
            String... further) {
        try {
            Path config = Files.writeString(
                    directory.resolve("reset.properties"),
                    "model.class=" + model.getName() + "\nkafka.bootstrap.servers=" + bootstrapServers
                            + "\ngroup.prefix=" + directory.getFileName() + "\n");
            List<String> arguments = new ArrayList<>(List.of(command, topic, "--config", config.toString()));
            arguments.addAll(List.of(further));
            return OperatorLine.say(code, arguments.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
