package io.tidemark.batch.engine.fold;

import io.tidemark.batch.engine.OperatorDelta;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.EntryReader;
import io.tidemark.batch.view.EntryWriter;
import io.tidemark.columns.entry.Entry;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.operator.HeapMemory;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Brings what a part's operator remembers of a partition from the files of the view before into memory, and what it has put
 * from there into a file (PROTOCOL 33). The same records after the same files give the same file.
 */
record Remembering(Part<?> part, PartitionId partition, Storage storage) {
    /** More are joined: who goes on reads all of them. */
    static final int MOST_FILES = 8;

    private static final Comparator<Entry> BY_KEY = (one, other) -> Arrays.compareUnsigned(one.key(), other.key());

    /** @throws io.tidemark.usercode.UserCodeException if it is more than the operator may remember */
    void read(OperatedPart<?> into) {
        for (EntryFile file : part.remembered().of(partition)) {
            try (EntryReader entries = new EntryReader(storage, file)) {
                for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
                    into.restore(entry);
                }
            }
        }
    }

    /**
     * Writes what was put; or all of it, where the view before did not tell what was remembered, or files are to be joined,
     * which costs no more than to have read them.
     */
    OperatorDelta write(HeapMemory memory, String attempt, long rowGroupBytes) {
        List<EntryFile> known = part.remembered().of(partition);
        boolean isKnown = part.remembered().tells(partition);
        List<Entry> entries = new ArrayList<>();
        memory.forEachChanged((key, value, clock) -> entries.add(new Entry(key, value, clock)));
        long before = known.stream().mapToLong(EntryFile::entries).sum();
        boolean isJoined = !entries.isEmpty() && (known.size() >= MOST_FILES || before <= entries.size());
        if (!isKnown || isJoined) {
            entries.clear();
            memory.forEach((key, value, clock) -> entries.add(new Entry(key, value, clock)));
        }
        return new OperatorDelta(partition, !isKnown || isJoined, written(entries, attempt, rowGroupBytes));
    }

    private Optional<EntryFile> written(List<Entry> entries, String attempt, long rowGroupBytes) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        entries.sort(BY_KEY);
        try (EntryWriter writer = new EntryWriter(storage, part.definition().id(), partition, attempt, rowGroupBytes)) {
            entries.forEach(writer::write);
            return Optional.of(writer.finish());
        }
    }
}
