package io.tidemark.batch.archive.keep;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.ChainPaths;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.storage.Storage;
import io.tidemark.manifest.Manifest;
import io.tidemark.tidemark.PartitionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Deletes the archive files that every manifest which is kept has forgotten, and what lies beside them. Nobody can have begun
 * to write a file there again: chains go on where the lists end. Owned by one thread.
 */
public final class ArchiveSweep implements Sweep.Further {
    private final Archive archive;
    private final Storage storage;
    /** Below which offset all of a chain was deleted. */
    private final Map<PartitionId, Long> swept = new HashMap<>();

    public ArchiveSweep(Archive archive) {
        this.archive = archive;
        this.storage = archive.storage();
    }

    @Override
    public int sweep(Collection<Manifest> kept) {
        Map<PartitionId, Long> floors = new HashMap<>();
        for (Manifest manifest : kept) {
            manifest.archives().values().forEach(listed -> listed.chains()
                    .forEach((partition, chain) -> floors.merge(partition, chain.first(), Math::min)));
        }
        int deleted = 0;
        for (Map.Entry<PartitionId, Long> floor : floors.entrySet()) {
            PartitionId partition = floor.getKey();
            boolean isInAll = kept.stream()
                    .map(manifest -> manifest.archive(partition.topic()))
                    .allMatch(listed -> listed.chain(partition)
                            .filter(chain -> chain.first() >= floor.getValue())
                            .isPresent());
            boolean isNew = isInAll && floor.getValue() > swept.getOrDefault(partition, 0L);
            // A process that runs on though a log has ended takes the next log's chain to lie in that one's place.
            if (isNew && archive.isKnown(partition)) {
                deleted += below(floor.getValue(), archive.paths(partition));
                swept.put(partition, floor.getValue());
            }
        }
        return deleted;
    }

    private int below(long floor, ChainPaths paths) {
        // The chain's file last: while it is there, it tells what is beside it.
        return delete(paths.quarantine(), floor, ArchivePaths::firstOfBeside)
                + delete(paths.tombstones(), floor, ArchivePaths::firstOfBeside)
                + delete(paths.chain(), floor, ArchivePaths::firstOfChain);
    }

    private int delete(String directory, long floor, Function<String, OptionalLong> first) {
        int deleted = 0;
        for (String path : storage.list(directory)) {
            OptionalLong offset = first.apply(path);
            if (offset.isPresent() && offset.getAsLong() < floor) {
                storage.delete(path);
                deleted++;
            }
        }
        return deleted;
    }
}
