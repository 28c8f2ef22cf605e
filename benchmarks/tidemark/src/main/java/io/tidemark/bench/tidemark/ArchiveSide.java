package io.tidemark.bench.tidemark;

import io.tidemark.batch.archive.write.ArchiveLoop;
import io.tidemark.batch.archive.write.ArchiveProgress;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.storage.Storage;
import io.tidemark.bench.measure.Options;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.log.LogReaders;
import io.tidemark.model.Model;
import io.tidemark.time.BatchInterval;
import java.time.Clock;
import java.time.Duration;

/** The archive writer as the batch layer has it, but with short epochs, so that the last one ends soon. */
final class ArchiveSide implements AutoCloseable {
    private static final Duration EPOCH = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final KafkaLogTopics topics;
    private final ArchiveLoop loop;

    ArchiveSide(Model model, Options options, LogReaders readers, Storage storage) {
        topics = new KafkaLogTopics(SpeedSide.client(options));
        ArchiveSettings settings =
                ArchiveSettings.DEFAULT.withInterval(BatchInterval.of(EPOCH)).withIdleGrace(GRACE);
        ArchiveWriter writer = new ArchiveWriter(model.streams(), storage, topics, settings, Clock.systemUTC());
        loop = new ArchiveLoop(
                writer, readers::inGroup, settings.rest(), new Faults(FaultListener.NONE), Clock.systemUTC());
    }

    void start() {
        loop.start();
    }

    /** Returns when the first {@code records} of the log can be read from the archive. */
    void awaitArchived(long records) throws InterruptedException {
        while (archived() < records) {
            if (!loop.faults().isEmpty()) {
                throw new IllegalStateException(loop.faults().toString());
            }
            Thread.sleep(5);
        }
    }

    private long archived() {
        return loop.progress().stream()
                .mapToLong(ArchiveProgress::archived)
                .filter(end -> end > 0)
                .sum();
    }

    @Override
    public void close() {
        loop.close();
        topics.close();
    }
}
