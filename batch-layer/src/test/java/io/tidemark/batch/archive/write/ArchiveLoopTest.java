package io.tidemark.batch.archive.write;

import static io.tidemark.batch.archive.write.Testbed.SETTINGS;
import static io.tidemark.batch.archive.write.Testbed.STREAM;
import static io.tidemark.batch.archive.write.Testbed.TOPIC;
import static io.tidemark.batch.archive.write.Testbed.partition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.storage.Storage;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ArchiveLoopTest {
    @TempDir
    Path directory;

    private final Testbed bed = new Testbed();
    private final AtomicBoolean away = new AtomicBoolean();

    /** Fails while the log is away, and does not spin. */
    private record PatientReader(InMemoryLogReader reader, AtomicBoolean away) implements LogReader {
        @Override
        public int poll(Duration timeout) {
            if (away.get()) {
                throw new LogUnavailableException("the log", "is away", null);
            }
            int records = reader.poll(timeout);
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return records;
        }

        @Override
        public void seek(PartitionId partition, LogPosition position) {
            reader.seek(partition, position);
        }

        @Override
        public void pause(PartitionId partition) {
            reader.pause(partition);
        }

        @Override
        public void wakeup() {
            reader.wakeup();
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    private LogReader open(LogReader.Listener listener) {
        if (away.get()) {
            throw new LogUnavailableException("the log", "is away", null);
        }
        InMemoryLogReader reader = bed.log.reader(listener, 10);
        reader.add(partition(0));
        return new PatientReader(reader, away);
    }

    private static void await(BooleanSupplier what) throws InterruptedException {
        while (!what.getAsBoolean()) {
            Thread.sleep(5);
        }
    }

    @Test
    void itGoesOnWheneverTheLogIsThere() throws Exception {
        bed.log.create(TOPIC, 1, true);
        Storage storage = Storage.at(directory.toString(), new Configuration(false));
        ArchiveSettings settings = SETTINGS.withInterval(new BatchInterval(50)).withIdleGrace(Duration.ofMillis(20));
        ArchiveWriter writer = new ArchiveWriter(List.of(STREAM), storage, bed.log, settings, Clock.systemUTC());
        Archive archive = new Archive(storage);
        away.set(true);
        try (ArchiveLoop loop = new ArchiveLoop(
                writer, this::open, settings.rest(), new Faults(FaultListener.NONE), Clock.systemUTC())) {
            loop.start();
            await(() -> loop.faults().toString().startsWith("[TM-LOG-001 the log: is away; "));
            away.set(false);
            bed.append(0, Instant.now());
            await(() -> archive.end(partition(0)).map(p -> p.offset()).orElse(0L) == 1);
            away.set(true);
            await(() -> !loop.faults().isEmpty());
            bed.append(0, Instant.now());
            away.set(false);
            await(() -> archive.end(partition(0)).orElseThrow().offset() == 2);
            await(() -> loop.faults().isEmpty() && loop.progress().get(0).archived() == 2);
        }
        bed.checkArchiveIsTheLog(storage, "");
        assertEquals(List.of(), storage.list("tmp"));
        assertTrue(writer.progress().isEmpty());
    }

    @Test
    void whateverTheReaderThrowsIsTriedAgainWithAnother() throws Exception {
        bed.log.create(TOPIC, 1, true);
        Storage storage = Storage.at(directory.toString(), new Configuration(false));
        ArchiveSettings settings = SETTINGS.withInterval(new BatchInterval(50)).withIdleGrace(Duration.ofMillis(20));
        ArchiveWriter writer = new ArchiveWriter(List.of(STREAM), storage, bed.log, settings, Clock.systemUTC());
        Archive archive = new Archive(storage);
        AtomicBoolean broken = new AtomicBoolean(true);
        Faults faults = new Faults(FaultListener.NONE);
        try (ArchiveLoop loop = new ArchiveLoop(
                writer,
                listener -> {
                    if (broken.get()) {
                        throw new NoClassDefFoundError("org/lost/Codec");
                    }
                    return open(listener);
                },
                settings.rest(),
                faults,
                Clock.systemUTC())) {
            loop.start();
            await(() -> faults.standing().toString().contains("there is no class org.lost.Codec"));
            broken.set(false);
            bed.append(0, Instant.now());
            await(() -> archive.end(partition(0)).map(p -> p.offset()).orElse(0L) == 1);
            await(() -> faults.standing().isEmpty());
        }
    }
}
