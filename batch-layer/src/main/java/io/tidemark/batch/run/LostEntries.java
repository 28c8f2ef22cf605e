package io.tidemark.batch.run;

import io.tidemark.batch.engine.Outcome;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.batch.view.EntryReader;
import io.tidemark.fault.FaultException;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.tidemark.PartitionId;
import java.util.Set;
import java.util.TreeSet;

/** Which files of what an operator remembers cannot be read any more; looked for once one of them has failed a part. */
record LostEntries(Storage storage) {
    /** The partitions of such files, if it is for one that nothing came of the part. */
    Set<PartitionId> of(Part<?> part, Outcome outcome) {
        Remembered told = part.remembered();
        Set<PartitionId> lost = new TreeSet<>();
        if (outcome instanceof Outcome.Failed failed
                && failed.cause() instanceof FaultException named
                && told.paths().contains(named.fault().place())) {
            // One is enough to fail: all are looked at, so that it is computed anew once.
            told.files().forEach((partition, files) -> {
                if (files.stream().anyMatch(this::isLost)) {
                    lost.add(partition);
                }
            });
        }
        return lost;
    }

    private boolean isLost(EntryFile file) {
        try {
            return EntryReader.isLost(storage, file);
        } catch (StorageException away) {
            return false;
        }
    }
}
