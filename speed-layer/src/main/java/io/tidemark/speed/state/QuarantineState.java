package io.tidemark.speed.state;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.speed.generation.StateLayout;
import io.tidemark.speed.store.StateStore;
import io.tidemark.stream.Quarantined;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The quarantined records of one partition: how many, and the newest of them; and how many records had no value. A record that is replayed is not counted
 * again. Guarded by the partition's lock.
 */
final class QuarantineState {
    private static final Logger LOG = LoggerFactory.getLogger(QuarantineState.class);
    /** How many records are kept, and how much of each; the archive keeps all of all. */
    private static final int KEPT = 50;

    private static final int KEPT_BYTES = 2048;

    private final PartitionId partition;
    private final Deque<Quarantined> newest = new ArrayDeque<>();
    /** For each aggregation, and for "" (no event at all), the offset after the last one counted. */
    private final Map<String, Long> countedBelow = new HashMap<>();

    private long count;
    private long tombstones;
    private long tombstonesBelow;
    private boolean changed;

    QuarantineState(PartitionId partition, StateStore store) {
        this.partition = partition;
        byte[] stored = store.find(StateLayout.quarantine(partition));
        if (stored != null) {
            restore(stored);
        }
    }

    private void restore(byte[] stored) {
        try {
            read(new ByteReader(stored));
        } catch (RuntimeException damaged) {
            LOG.warn("list of quarantined records is damaged and begun anew: partition={}", partition, damaged);
            newest.clear();
            countedBelow.clear();
            count = 0;
            tombstones = 0;
            tombstonesBelow = 0;
        }
    }

    void add(
            String aggregation, long offset, long timestampMillis, String reason, byte[] bytes, int start, int length) {
        if (offset < countedBelow.getOrDefault(aggregation, 0L)) {
            return;
        }
        countedBelow.put(aggregation, offset + 1);
        byte[] raw = length < 0 ? new byte[0] : Arrays.copyOfRange(bytes, start, start + Math.min(length, KEPT_BYTES));
        newest.addLast(new Quarantined(
                partition.topic(), partition.partition(), offset, timestampMillis, aggregation, reason, raw));
        if (newest.size() > KEPT) {
            newest.removeFirst();
        }
        count++;
        changed = true;
    }

    /** Counts a record without a value. */
    void tombstone(long offset) {
        if (offset >= tombstonesBelow) {
            tombstonesBelow = offset + 1;
            tombstones++;
            changed = true;
        }
    }

    long tombstones() {
        return tombstones;
    }

    long count() {
        return count;
    }

    List<Quarantined> newest() {
        return List.copyOf(newest);
    }

    boolean isChanged() {
        return changed;
    }

    void written() {
        changed = false;
    }

    void write(StateStore.Batch batch, ByteWriter out) {
        out.clear();
        out.writeVarLong(count);
        out.writeVarInt(countedBelow.size());
        countedBelow.forEach((aggregation, offset) -> {
            out.writeString(aggregation);
            out.writeVarLong(offset);
        });
        out.writeVarInt(newest.size());
        for (Quarantined record : newest) {
            out.writeVarLong(record.offset());
            out.writeLong(record.timestampMillis());
            out.writeString(record.aggregation());
            out.writeString(record.reason());
            out.writeBytes(record.raw());
        }
        out.writeVarLong(tombstones);
        out.writeVarLong(tombstonesBelow);
        byte[] key = StateLayout.quarantine(partition);
        batch.put(key, key.length, out.array(), out.size());
    }

    private void read(ByteReader in) {
        count = in.readVarLong();
        for (int i = in.readVarInt(); i > 0; i--) {
            countedBelow.put(in.readString(), in.readVarLong());
        }
        for (int i = in.readVarInt(); i > 0; i--) {
            long offset = in.readVarLong();
            long timestampMillis = in.readLong();
            newest.addLast(new Quarantined(
                    partition.topic(),
                    partition.partition(),
                    offset,
                    timestampMillis,
                    in.readString(),
                    in.readString(),
                    in.readBytes()));
        }
        tombstones = in.readVarLong();
        tombstonesBelow = in.readVarLong();
    }
}
