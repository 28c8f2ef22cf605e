package io.tidemark.it.simulation;

import io.tidemark.batch.archive.write.ArchiveProgress;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.storage.Storage;
import io.tidemark.cut.Cut;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.it.simulation.History.Rules;
import io.tidemark.model.Model;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.tidemark.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
    private final AfterAFailure rule;
    private InMemoryLogReader reader;
    private Faults readersFaults;
    private final Map<PartitionId, Long> readTo = new HashMap<>();
    private FailingListener listener;
    private boolean isTroubled;

    ArchiveProcess(MemoryFileSystem files, InMemoryEventLog log, Clock clock, Rules rules) {
        this.files = files;
        this.storage = Storage.on(files, new Path("/"));
        this.log = log;
        this.clock = clock;
        this.cut = rules.cut();
        this.rule = rules.afterAFailure();
    }

    /** Begins a life: of the one before only what is visible in the archive is left. */
    void start(Model model, ArchiveSettings settings) {
        files.revive();
        writer = new ArchiveWriter(model.streams(), storage, log, settings, clock, cut);
        isTroubled = false;
        listener = new FailingListener(writer, rule, readTo);
        readersFaults = new Faults(FaultListener.NONE);
        reader = log.reader(listener, MANY, readersFaults);
        assignAll();
    }

    private void assignAll() {
        for (String topic : List.of(Reading.TOPIC, Reading.ALARM_TOPIC)) {
            for (int p = 0; p < log.describe(topic).partitions(); p++) {
                reader.add(log.partition(topic, p));
            }
        }
    }

    void poll(PartitionId partition, int records) {
        assignAll();
        reader.pollOne(partition, records);
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

    /** How far any of its lives was passed a partition. */
    long readTo(PartitionId partition) {
        return readTo.getOrDefault(partition, 0L);
    }

    void failReading(int calls, boolean afterwards) {
        isTroubled = true;
        listener.failAfter(calls, afterwards);
    }

    void failFiles(int changes, int failures) {
        isTroubled = true;
        files.failAfter(changes, failures);
    }

    /** Whether something was made to fail in this life, and may have. */
    boolean isTroubled() {
        return isTroubled;
    }

    /** Whether something stands still for one of these reasons. */
    boolean hasFault(Set<String> codes) {
        return Stream.concat(
                        readersFaults.standing().stream(), progress().stream().flatMap(each -> each.fault().stream()))
                .anyMatch(fault -> codes.contains(fault.code()));
    }

    List<ArchiveProgress> progress() {
        return writer.progress();
    }
}
