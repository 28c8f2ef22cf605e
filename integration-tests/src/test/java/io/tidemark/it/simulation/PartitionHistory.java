package io.tidemark.it.simulation;

import io.tidemark.tidemark.OffsetRange;
import java.util.ArrayList;
import java.util.List;

/** What ever happened to one partition: every record, where its log began for us, and what was lost of it. */
final class PartitionHistory {
    /** No time yet. */
    static final long NO_CLOCK = Long.MIN_VALUE;

    /** {@code reading} is null for a record that is none. */
    record Produced(long offset, long stampMillis, long wallMillis, Reading reading) {}

    private final List<Produced> records;
    private final List<OffsetRange> lost;
    private long since;
    private long archived;

    PartitionHistory() {
        records = new ArrayList<>();
        lost = new ArrayList<>();
    }

    /** As it was until now; what is lost of it is known to both. */
    private PartitionHistory(PartitionHistory present) {
        records = new ArrayList<>(present.records);
        lost = present.lost;
        since = present.since;
        archived = present.archived;
    }

    PartitionHistory copy() {
        return new PartitionHistory(this);
    }

    void produced(Produced record) {
        records.add(record);
    }

    /** All is gone from an offset on, and is written anew. */
    void rewrittenFrom(long offset) {
        records.removeIf(record -> record.offset() >= offset);
    }

    /** It was seen for the first time, and its log begins here. */
    void beganAt(long offset) {
        since = offset;
        archived = offset;
    }

    /** The archive now reaches from where it ended to here, with these records or by saying that they are lost. */
    void archived(OffsetRange offsets, boolean isLost) {
        if (isLost) {
            lost.add(offsets);
        }
        archived = offsets.end();
    }

    long since() {
        return since;
    }

    /** Where the archive ends. */
    long archived() {
        return archived;
    }

    List<Produced> records() {
        return records;
    }

    /** The offset after the newest record. */
    long end() {
        return records.isEmpty() ? 0 : records.get(records.size() - 1).offset() + 1;
    }

    /** The offset after the newest record of those that came before a moment. */
    long endBefore(long wallMillis) {
        long end = 0;
        for (Produced record : records) {
            end = record.wallMillis() < wallMillis ? record.offset() + 1 : end;
        }
        return end;
    }

    /** What is lost below an offset. */
    List<OffsetRange> lostBelow(long offset) {
        return lost.stream().filter(range -> range.end() <= offset).toList();
    }

    private boolean isLost(long offset) {
        for (OffsetRange range : lost) {
            if (range.contains(offset)) {
                return true;
            }
        }
        return false;
    }

    List<OffsetRange> lost() {
        return lost;
    }

    /** The greatest of the lesser of each two neighbouring stamps, of the records that are ours and were archived. */
    long clockAt(long offset) {
        long clock = NO_CLOCK;
        long before = NO_CLOCK;
        for (Produced record : records) {
            if (record.offset() >= since && record.offset() < offset && !isLost(record.offset())) {
                clock = Math.max(clock, Math.min(before, record.stampMillis()));
                before = record.stampMillis();
            }
        }
        return clock;
    }
}
