package io.tidemark.it.simulation;

import io.tidemark.batch.archive.write.ArchiveProgress;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.storage.Storage;
import io.tidemark.cut.Cut;
import io.tidemark.model.Model;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** An archive writer without its thread, assigned to all partitions, as each of two writers is that split from the other. */
final class ArchiveProcess {
    private static final int MANY = 1_000_000;

    private final MemoryFileSystem files;
    private final Storage storage;
    private final InMemoryEventLog log;
    private final Clock clock;
    private final Cut cut;
    private ArchiveWriter writer;
    private InMemoryLogReader reader;

    ArchiveProcess(MemoryFileSystem files, InMemoryEventLog log, Clock clock, Cut cut) {
        this.files = files;
        this.storage = Storage.on(files, new Path("/"));
        this.log = log;
        this.clock = clock;
        this.cut = cut;
    }

    /** Begins a life: of the one before only what is visible in the archive is left. */
    void start(Model model, ArchiveSettings settings) {
        files.revive();
        writer = new ArchiveWriter(model.streams(), storage, log, settings, clock, cut);
        reader = log.reader(writer, MANY);
        assignAll();
    }

    private void assignAll() {
        for (int p = 0; p < log.describe(Reading.TOPIC).partitions(); p++) {
            reader.add(log.partition(Reading.TOPIC, p));
        }
    }

    void poll(int partition, int records) {
        assignAll();
        reader.pollOne(log.partition(Reading.TOPIC, partition), records);
        writer.tend(reader);
    }

    void pollAll() {
        assignAll();
        writer.step(reader, Duration.ZERO);
    }

    /** The process will not survive its next change but {@code changes}. */
    void dieAfter(int changes) {
        files.dieAfter(changes);
    }

    List<ArchiveProgress> progress() {
        return writer.progress();
    }
}
