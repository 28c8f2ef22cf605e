package io.tidemark.launcher.demo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the demo runs.
 *
 * @param directory where everything is kept, the broker's log too
 * @param start what to do with what an earlier run left there
 * @param port of the HTTP API and the console; 0: a free one
 * @param interval the batch interval
 * @param storage the storage's root; empty: in the directory
 * @param data a Parquet file of flights; empty: the month that comes with Tidemark
 * @param perSecond flights a second; empty: as fast as it goes
 */
public record DemoSettings(
        Path directory,
        Start start,
        int port,
        Duration interval,
        Optional<URI> storage,
        Optional<Path> data,
        OptionalInt perSecond) {
    /** Where a run begins. */
    public enum Start {
        WHERE_THE_LAST_STOPPED,
        ANEW
    }
}
