package io.tidemark.bench.tidemark;

import io.tidemark.batch.archive.ArchiveProgress;
import io.tidemark.batch.archive.ArchiveSettings;
import io.tidemark.batch.archive.ArchiveWriter;
import io.tidemark.batch.storage.Storage;
import io.tidemark.bench.measure.Options;
import io.tidemark.kafka.KafkaLogTopics;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.model.Model;
import io.tidemark.time.BatchInterval;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The archive writer on a thread of its own, as the batch layer has it. Its epochs are short, so that they end. */
final class ArchiveSide implements AutoCloseable {
    private static final Duration EPOCH = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaLogTopics topics;
    private final ArchiveWriter writer;
    private final LogReader reader;
    private final Thread thread = new Thread(this::work, "archive");
    private volatile boolean running = true;
    private volatile List<ArchiveProgress> progress = List.of();

    ArchiveSide(Model model, Options options, LogReaders readers, Storage storage) {
        topics = new KafkaLogTopics(SpeedSide.client(options));
        ArchiveSettings settings =
                ArchiveSettings.DEFAULT.withInterval(BatchInterval.of(EPOCH)).withIdleGrace(GRACE);
        writer = new ArchiveWriter(model.streams(), storage, topics, settings, Clock.systemUTC());
        reader = readers.inGroup(writer);
    }

    void start() {
        thread.start();
    }

    /** Returns when the first {@code records} of the log can be read from the archive. */
    void awaitArchived(long records) throws InterruptedException {
        while (archived() < records) {
            Thread.sleep(5);
        }
    }

    private long archived() {
        for (ArchiveProgress partition : progress) {
            if (!partition.fault().isEmpty()) {
                throw new IllegalStateException(partition.fault());
            }
        }
        return progress.stream().mapToLong(ArchiveProgress::archived).sum();
    }

    private void work() {
        while (running) {
            writer.step(reader, POLL);
            progress = writer.progress();
        }
        reader.close();
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        topics.close();
    }
}
