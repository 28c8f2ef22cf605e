package io.tidemark.launcher.demo;

import io.tidemark.examples.flights.FlightFile;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.node.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which file a demo's directory is the replay of: going on with another one would mix two months. */
final class RememberedReplay {
    private static final String NAME = "replay.txt";

    private RememberedReplay() {}

    /**
     * Remembers the file, if none is remembered yet.
     *
     * @throws ConfigException if it is another one
     */
    static void check(DataDirectory directory, FlightFile file) throws IOException {
        Path remembered = directory.resolve(NAME);
        String checksum = file.checksum();
        if (Files.notExists(remembered)) {
            Files.writeString(remembered, checksum);
        } else if (!Files.readString(remembered).equals(checksum)) {
            throw new ConfigException(
                    "TM-CFG-010",
                    "demo directory " + directory.path(),
                    "it holds the replay of another file than " + file.name(),
                    "begin anew with --fresh, or name another --directory");
        }
    }
}
