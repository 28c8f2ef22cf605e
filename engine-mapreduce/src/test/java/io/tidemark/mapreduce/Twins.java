package io.tidemark.mapreduce;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.batch.Trip;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The greatest delay. An attempt at a reduce task that writes one of at least {@link #FROM} waits until two have come to it,
 * where the environment names a directory for them to meet in.
 */
final class Twins implements Aggregator<Trip, long[], Long> {
    static final String DIRECTORY = "TWINS";
    static final long FROM = 1_000;

    @Override
    public Long result(long[] greatest) {
        String directory = System.getenv(DIRECTORY);
        if (directory != null && greatest[0] >= FROM) {
            meet(Path.of(directory));
        }
        return greatest[0];
    }

    private static void meet(Path directory) {
        try {
            Path here = directory.resolve(System.getenv("CONTAINER_ID"));
            if (Files.notExists(here)) {
                Files.createFile(here);
            }
            while (met(directory) < 2) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many have come. */
    static long met(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Override
    public long[] create() {
        return new long[] {Long.MIN_VALUE};
    }

    @Override
    public void add(long[] greatest, Trip trip, EventPosition at) {
        greatest[0] = Math.max(greatest[0], trip.delay());
    }

    @Override
    public void merge(long[] into, long[] from) {
        into[0] = Math.max(into[0], from[0]);
    }

    @Override
    public void write(long[] greatest, ByteWriter out) {
        out.writeLong(greatest[0]);
    }

    @Override
    public long[] read(ByteReader in) {
        return new long[] {in.readLong()};
    }

    @Override
    public ResultType resultType() {
        return ResultType.LONG;
    }

    @Override
    public String describe() {
        return "twins";
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.EXACT, Trait.BOUNDED, Trait.ORDER_FREE);
    }
}
