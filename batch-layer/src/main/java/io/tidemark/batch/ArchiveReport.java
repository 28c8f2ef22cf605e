package io.tidemark.batch;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.Tail;
import io.tidemark.batch.schedule.ArchiveHealth;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FoundFaults;
import io.tidemark.model.Model;
import io.tidemark.seam.SchedulerStatus.ArchivedPartition;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** What the archive's files and its writer say of themselves. */
record ArchiveReport(
        Model model,
        Archive archive,
        Supplier<List<Fault>> writerFaults,
        Supplier<List<Fault>> allFaults,
        FoundFaults found)
        implements ArchiveHealth {
    @Override
    public List<ArchivedPartition> partitions() {
        List<ArchivedPartition> partitions = new ArrayList<>();
        for (StreamDefinition<?> stream : model.streams()) {
            archive.tails(stream.topic(), archive.listed(stream.topic())).values().stream()
                    .filter(chain -> isRead(chain.partition()))
                    .forEach(chain -> partitions.add(archived(chain)));
        }
        return partitions;
    }

    @Override
    public List<Fault> faults() {
        return allFaults.get();
    }

    /** What stops a run or a partition of the archive, or lies in it, stands with it: who listens to the node hears it too. */
    @Override
    public void hear(Collection<Fault> ofRuns) {
        List<Fault> all = new ArrayList<>(ofRuns);
        all.addAll(writerFaults.get());
        all.addAll(archive.strays());
        found.found(all);
    }

    /** Whether its log goes on. */
    private boolean isRead(PartitionId partition) {
        return archive.since(partition.topic())
                .flatMap(since -> since.ended(partition.log()))
                .isEmpty();
    }

    private static ArchivedPartition archived(Tail chain) {
        return new ArchivedPartition(
                chain.partition().topic(),
                chain.partition().partition(),
                chain.first(),
                chain.end().offset(),
                chain.end().logClockMillis(),
                chain.count(),
                chain.quarantined(),
                chain.tombstones());
    }
}
