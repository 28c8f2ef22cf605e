package io.tidemark.batch;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The greatest delay. Whoever writes a row with one of at least {@link #FROM}, and not the row of that trip alone by which code
 * is tried, has it harder where the environment says so: one of two processes that must meet, or one that has not memory
 * enough.
 */
public final class TripsWorst implements Aggregator<Trip, long[], Long> {
    /** Names a directory for two processes to meet in. */
    public static final String MEETING = "MEETING";
    /** Is there where there is too little memory. */
    public static final String HUNGER = "HUNGER";

    public static final long FROM = 1_000;

    @Override
    public Long result(long[] greatest) {
        if (greatest[0] >= FROM && greatest[1] > 1) {
            Optional.ofNullable(System.getenv(MEETING)).map(Path::of).ifPresent(TripsWorst::meet);
            if (System.getenv(HUNGER) != null) {
                return (long) new long[Integer.MAX_VALUE - 8].length;
            }
        }
        return greatest[0];
    }

    private static void meet(Path directory) {
        try {
            Path here = directory.resolve(Long.toString(ProcessHandle.current().pid()));
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
    public static long met(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    /** The delay, and of how many trips. */
    @Override
    public long[] create() {
        return new long[] {Long.MIN_VALUE, 0};
    }

    @Override
    public void add(long[] greatest, Trip trip, EventPosition at) {
        merge(greatest, new long[] {trip.delay(), 1});
    }

    @Override
    public void merge(long[] into, long[] from) {
        into[0] = Math.max(into[0], from[0]);
        into[1] += from[1];
    }

    @Override
    public void write(long[] greatest, ByteWriter out) {
        out.writeLong(greatest[0]);
        out.writeLong(greatest[1]);
    }

    @Override
    public long[] read(ByteReader in) {
        return new long[] {in.readLong(), in.readLong()};
    }

    @Override
    public ResultType resultType() {
        return ResultType.LONG;
    }

    @Override
    public String describe() {
        return "worst";
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.EXACT, Trait.BOUNDED, Trait.ORDER_FREE);
    }
}
