package io.tidemark.batch.engine;

import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.tidemark.PartitionId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an operator has put of one partition, in a file that is not published yet.
 *
 * @param isWhole whether it is all that the operator remembers, and takes the place of what was known before
 * @param written empty if there was nothing to write
 */
public record OperatorDelta(PartitionId partition, boolean isWhole, Optional<EntryFile> written) {
    /** What is remembered with it, where this was known before. */
    public List<EntryFile> onto(List<EntryFile> known) {
        return Stream.concat(isWhole ? Stream.empty() : known.stream(), written.stream())
                .toList();
    }
}
