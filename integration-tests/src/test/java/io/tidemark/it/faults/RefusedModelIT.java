package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.it.process.TheBroker;
import io.tidemark.launcher.command.TidemarkCommand;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What could never be archived is refused before anything is read or written. */
final class RefusedModelIT {
    @TempDir
    private Path directory;

    /** Its event has a field that is called like a column of the archive's own. */
    public static final class Reserved implements TidemarkModel {
        /** An event. */
        public record Event(Instant at, long _timestamp) {}

        @Override
        public void define(ModelBuilder model) {
            var events = model.stream("refused", Event.class).eventTime(Event::at);
            model.aggregation("refused")
                    .over(events)
                    .tile(Duration.ofMinutes(5))
                    .metric("n", count());
        }
    }

    @Test
    void aComponentCalledLikeAColumnOfTheArchiveIsAFaultOfTheModelForEveryCommand() throws IOException {
        Path config = Files.writeString(
                directory.resolve("tidemark.properties"),
                "model.class=" + Reserved.class.getName() + "\nkafka.bootstrap.servers=" + TheBroker.bootstrapServers()
                        + "\nhttp.port=0\n");
        for (String command : new String[] {"model", "run", "doctor"}) {
            StringWriter said = new StringWriter();
            CommandLine line = TidemarkCommand.commandLine()
                    .setOut(new PrintWriter(said, true))
                    .setErr(new PrintWriter(said, true));
            int code = line.execute(command, "--config", config.toString());
            assertEquals(command.equals("doctor") ? 1 : 2, code, said::toString);
            assertTrue(
                    said.toString()
                            .contains(
                                    "TM-DEF-025 stream \"refused\", component \"_timestamp\": \"_timestamp\" is the name"
                                            + " of a column of the archive's own"),
                    said::toString);
        }
        assertFalse(Files.exists(directory.resolve("storage")), "nothing is stored");
        assertFalse(Files.exists(directory.resolve("data")), "no directory is taken");
    }
}
