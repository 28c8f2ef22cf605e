package io.tidemark.batch.engine.merge;

import io.tidemark.batch.storage.StorageException;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.model.AggregationDefinition;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rows that did not fit into memory, in a local file, slice by slice. A row is
 *
 * <pre>
 * int length, group's key | long tile start | int length, accumulators of all metrics
 * </pre>
 */
final class SpilledRun implements SortedRun {
    private final AggregationDefinition<?> definition;
    private final FileChannel file;
    private final SortedMap<Long, Section> sections = new TreeMap<>();

    private record Section(long position, long rows) {}

    private SpilledRun(AggregationDefinition<?> definition, FileChannel file) {
        this.definition = definition;
        this.file = file;
    }

    /** Merges runs into one file. */
    static SpilledRun of(RowLimit limit, List<? extends SortedRun> runs, Spills spills) {
        try {
            SpilledRun spilled = new SpilledRun(limit.definition(), spills.newFile());
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(spilled.file), 1 << 16));
            spilled.writeAll(limit, runs, out);
            out.flush();
            return spilled;
        } catch (IOException e) {
            throw failed("write", e);
        }
    }

    private void writeAll(RowLimit limit, List<? extends SortedRun> runs, DataOutputStream out) throws IOException {
        SortedSet<Long> slices = new TreeSet<>();
        runs.forEach(run -> slices.addAll(run.slices()));
        RowOutput rows = new RowOutput(definition, out);
        for (long slice : slices) {
            long before = rows.position;
            long rowsBefore = rows.rows;
            List<RowCursor> cursors = new ArrayList<>();
            runs.forEach(run -> cursors.add(run.open(slice)));
            try (MergedRows merged = new MergedRows(limit, cursors)) {
                merged.forEach(rows);
            }
            sections.put(slice, new Section(before, rows.rows - rowsBefore));
        }
    }

    /** Gives the file's space back. */
    void delete() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed("delete", e);
        }
    }

    @Override
    public SortedSet<Long> slices() {
        return (SortedSet<Long>) sections.keySet();
    }

    @Override
    public RowCursor open(long sliceMillis) {
        Section section = sections.get(sliceMillis);
        return section == null ? new Cursor(definition) : new Cursor(definition, file, section);
    }

    private static StorageException failed(String verb, IOException cause) {
        return new StorageException("spilled rows", "cannot " + verb + " them: " + Reason.of(cause), cause);
    }

    private static final class RowOutput implements MergedRows.Sink {
        private final StoredAccumulators stored;
        private final DataOutputStream out;
        private final ByteWriter states = new ByteWriter();
        private long position;
        private long rows;

        RowOutput(AggregationDefinition<?> definition, DataOutputStream out) {
            this.stored = new StoredAccumulators(definition);
            this.out = out;
        }

        @Override
        public void row(GroupKey group, long tileMillis, Object[] accumulators) {
            states.clear();
            stored.write(accumulators, states);
            try {
                out.writeInt(group.bytes().length);
                out.write(group.bytes());
                out.writeLong(tileMillis);
                out.writeInt(states.size());
                out.write(states.array(), 0, states.size());
            } catch (IOException e) {
                throw failed("write", e);
            }
            position += 16L + group.bytes().length + states.size();
            rows++;
        }
    }

    private static final class Cursor implements RowCursor {
        private final StoredAccumulators stored;
        private final DataInputStream in;
        private long left;
        private GroupKey group;
        private long tileMillis;
        private byte[] states;

        Cursor(AggregationDefinition<?> definition) {
            stored = new StoredAccumulators(definition);
            in = null;
        }

        Cursor(AggregationDefinition<?> definition, FileChannel file, Section section) {
            stored = new StoredAccumulators(definition);
            in = new DataInputStream(new BufferedInputStream(new FileSection(file, section.position)));
            left = section.rows;
        }

        @Override
        public boolean next() {
            if (left == 0) {
                return false;
            }
            left--;
            try {
                group = GroupKey.of(in.readNBytes(in.readInt()));
                tileMillis = in.readLong();
                states = in.readNBytes(in.readInt());
            } catch (IOException e) {
                throw failed("read", e);
            }
            return true;
        }

        @Override
        public GroupKey group() {
            return group;
        }

        @Override
        public long tileMillis() {
            return tileMillis;
        }

        @Override
        public int accumulators(Object[] into) {
            return stored.read(states, into);
        }

        @Override
        public void close() {
            // The file is closed with the pass.
        }
    }
}
