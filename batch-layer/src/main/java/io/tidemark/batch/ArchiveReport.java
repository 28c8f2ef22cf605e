package io.tidemark.batch;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
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
            archive.partitions(stream.topic()).stream()
                    .filter(this::isRead)
                    .forEach(partition -> partitions.add(archived(partition)));
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

    private ArchivedPartition archived(PartitionId partition) {
        List<ArchiveFile> chain = archive.chain(partition);
        ArchiveFile last = chain.get(chain.size() - 1);
        return new ArchivedPartition(
                partition.topic(),
                partition.partition(),
                last.offsets().end(),
                last.end().logClockMillis(),
                chain.size(),
                chain.stream().mapToLong(ArchiveFile::quarantined).sum(),
                chain.stream().mapToLong(ArchiveFile::tombstones).sum());
    }
}
