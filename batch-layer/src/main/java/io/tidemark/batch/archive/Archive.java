package io.tidemark.batch.archive;

import io.tidemark.batch.storage.Storage;
import io.tidemark.event.Quarantined;
import io.tidemark.model.StreamDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;

/** Reads the archive. Safe for use by many threads; footers are kept in memory, since files never change. */
@SuppressWarnings("DoNotCallSuggester")
public final class Archive {
    private final Storage storage;

    public Archive(Storage storage) {
        this.storage = storage;
    }

    /** The partitions of a topic that have a chain. */
    public SortedSet<Integer> partitions(String topic) {
        throw new UnsupportedOperationException(storage.root().toString());
    }

    /** The files of a partition from offset 0 on, each beginning where the one before ends; none if there is no file. */
    public List<ArchiveFile> chain(PartitionId partition) {
        throw new UnsupportedOperationException(storage.root().toString());
    }

    /** Where a partition's chain ends; empty if it has no file. */
    public Optional<LogPosition> end(PartitionId partition) {
        throw new UnsupportedOperationException(storage.root().toString());
    }

    /**
     * Reads the events of a file whose offsets lie in {@code within}, in the order of their offsets. A quarantined record
     * that the definition can decode by now is an event like any other; an event that the definition no longer accepts
     * is left out.
     */
    public <E> void read(ArchiveFile file, StreamDefinition<E> stream, OffsetRange within, EventSink<E> sink) {
        throw new UnsupportedOperationException(storage.root().toString());
    }

    /**
     * Reads only some components of the events: the others are zero, false or null. For callers that know that nobody
     * looks at those.
     */
    public <E> void read(
            ArchiveFile file,
            StreamDefinition<E> stream,
            OffsetRange within,
            Set<String> components,
            EventSink<E> sink) {
        throw new UnsupportedOperationException(storage.root().toString());
    }

    /** Reads the quarantined records of a file, in the order of their offsets. */
    public void readQuarantined(ArchiveFile file, OffsetRange within, Consumer<Quarantined> sink) {
        throw new UnsupportedOperationException(storage.root().toString());
    }
}
