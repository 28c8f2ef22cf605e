package io.tidemark.speed.generation;

import io.tidemark.codec.ByteWriter;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.speed.operator.StoredMemory;
import io.tidemark.speed.store.StateStore;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.LogClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One contiguous piece of realtime state: exactly the records in {@code [start, position)}, cut into segments by epoch. An
 * aggregation has one for most of its life; a jump or a rebuild begins another beside it (PROTOCOL 3). Written by its
 * partition's thread.
 */
public final class Generation {
    final int id;
    private final StateOwner owner;
    private final StateStore store;
    private final BatchInterval interval;
    private final List<Segment> segments = new ArrayList<>();
    private int nextSegment;
    private long start;
    private long position;
    /** From which offset on it takes the records of the batch at hand. */
    private long takenFrom;

    private long clockMillis;
    private long lastStampMillis;
    private final ReadEpochs epochs;
    /** The last log clock of the open segment's epoch. */
    private long epochLastMillis = Long.MIN_VALUE;

    private Segment open;
    /** What the other segments hold, and have to write: nothing of it changes while records come. */
    private long closedBytes;

    private long closedDirtyBytes;
    private boolean changed = true;
    /** What its definition's operator remembers; null without one. */
    private final StoredMemory memory;
    /** Whether that is all that it has to: it takes no record before. */
    private volatile boolean isPrimed;
    /** Why it could not be told what that is; null while nothing went wrong. */
    private volatile Fault unprimed;
    /** Whether the store may know of it: it does once a write was tried, whatever became of that. */
    private boolean mayBeStored;
    /** Segments that were forgotten and may still be stored, as pairs of a first id and the end. */
    private final List<int[]> forgotten = new ArrayList<>();

    /** Nothing yet, from a position on. */
    Generation(int id, LogPosition from, StateOwner owner, GenerationContext context) {
        this(id, from.offset(), from, new ReadEpochs(from), owner, context, false);
        isPrimed = memory == null
                || memory.remembersNothing()
                || context.cut().knowsAtOnce(from.clock().equals(LogClock.START));
    }

    private Generation(
            int id,
            long start,
            LogPosition position,
            ReadEpochs epochs,
            StateOwner owner,
            GenerationContext context,
            boolean isStored) {
        this.id = id;
        this.epochs = epochs;
        this.start = start;
        this.position = position.offset();
        this.clockMillis = position.clock().millis();
        this.lastStampMillis = position.clock().lastStampMillis();
        this.owner = owner;
        this.store = context.store();
        this.interval = context.interval();
        this.memory = owner.definition()
                .operator()
                .map(operator -> new StoredMemory(store, StateLayout.remembered(id), operator.lookBack(), isStored))
                .orElse(null);
    }

    /** One that a store remembers. */
    static Generation restored(int id, GenerationCodec.Stored stored, StateOwner owner, GenerationContext context) {
        ReadEpochs epochs = new ReadEpochs(stored.epochs());
        Generation generation = new Generation(id, stored.start(), stored.position(), epochs, owner, context, true);
        generation.isPrimed = stored.isPrimed();
        BatchInterval interval = context.interval();
        for (GenerationCodec.StoredSegment segment : stored.segments()) {
            Segment made = new Segment(id, segment.id(), segment.epoch(), owner.definition(), context.store(), true);
            made.firstRecord = segment.firstRecord();
            made.lastRecord = segment.lastRecord();
            generation.segments.add(made);
        }
        generation.nextSegment = stored.nextSegment();
        if (!generation.segments.isEmpty() && stored.intervalMillis() == interval.millis()) {
            generation.open = generation.segments.get(generation.segments.size() - 1);
            generation.epochLastMillis = interval.lastOf(generation.open.epoch);
        }
        generation.changed = false;
        generation.mayBeStored = true;
        generation.countClosed();
        return generation;
    }

    public long start() {
        return start;
    }

    public long position() {
        return position;
    }

    public long clockMillis() {
        return clockMillis;
    }

    List<Segment> segments() {
        return segments;
    }

    /** It takes the records of the next batch from an offset on. */
    void takeFrom(long offset) {
        takenFrom = offset;
    }

    /** Whether it has yet to take the record at this offset of the batch at hand. Changes nothing. */
    public boolean takes(long offset) {
        return offset >= takenFrom;
    }

    /** When the next record came, as {@link LogClock#whenCame} tells, if its timestamp is this. Changes nothing. */
    public long whenCame(long timestampMillis) {
        return LogClock.whenCame(LogClock.advance(clockMillis, lastStampMillis, timestampMillis), timestampMillis);
    }

    /** The segment that a record of this timestamp belongs to, if it is the next one. Changes nothing. */
    public Segment segmentOf(long timestampMillis) {
        long clock = LogClock.advance(clockMillis, lastStampMillis, timestampMillis);
        if (open != null && clock <= epochLastMillis) {
            return open;
        }
        return new Segment(id, nextSegment, interval.epochOf(clock), owner.definition(), store, false);
    }

    /** Takes the next record's place, once what it brings is in its segment: what fails before has not happened. */
    public void advance(Segment segment, long offset, long timestampMillis, int recordLeaderEpoch) {
        if (segment != open) {
            open(segment);
        }
        clockMillis = LogClock.advance(clockMillis, lastStampMillis, timestampMillis);
        lastStampMillis = timestampMillis;
        if (segment.firstRecord == Segment.NO_RECORD) {
            segment.firstRecord = offset;
        }
        segment.lastRecord = offset;
        moveTo(offset + 1, recordLeaderEpoch);
    }

    public LogPosition logPosition() {
        return new LogPosition(position, new LogClock(clockMillis, lastStampMillis), epochs.newest());
    }

    /** Goes past offsets that hold no records; their leader epoch may be later than that of the last record. */
    void skipTo(long offset, int offsetsLeaderEpoch) {
        if (offset > position) {
            moveTo(offset, offsetsLeaderEpoch);
        }
    }

    private void moveTo(long place, int leaderEpoch) {
        if (leaderEpoch != epochs.newest()) {
            epochs.enter(leaderEpoch, position, place);
        }
        position = place;
        changed = true;
    }

    /** Whether a place of the log may be of the history that this was read from. */
    boolean sharesHistoryWith(LogPosition other, Cut cut) {
        return epochs.mayHold(other, position, cut);
    }

    /** Whether only the log can tell if a place is of the history that this was read from. */
    boolean isInDoubtAbout(LogPosition other) {
        return epochs.isInDoubt(other, start, position);
    }

    /** Keeps a boundary at a cut that the state has reached, be it with offsets behind it that hold no records. */
    void closeSegmentAt(long cut) {
        if (open != null && cut <= position && open.lastRecord < cut) {
            open = null;
            countClosed();
        }
    }

    private void open(Segment segment) {
        if (open != null) {
            closedBytes += open.heldBytes();
            closedDirtyBytes += open.dirtyBytes();
        }
        open = segment;
        segments.add(segment);
        nextSegment = segment.id + 1;
        epochLastMillis = interval.lastOf(segment.epoch);
    }

    /** The offsets that it covers. */
    OffsetRange held() {
        return new OffsetRange(start, position);
    }

    /** The index of the first segment right of a cut, or -1 if there is no such boundary. */
    int boundary(long offset, Cut cut) {
        return cut.boundary(segments, held(), offset);
    }

    /** The segments right of a cut. */
    List<Segment> segmentsFrom(long offset, Cut cut) {
        return segments.subList(Math.max(0, boundary(offset, cut)), segments.size());
    }

    /** Forgets the segments that lie wholly below an offset. Readers of tidemarks from there on do not miss them. */
    void dropBelow(long offset) {
        int drop = 0;
        while (drop < segments.size() && segments.get(drop).lastRecord < offset) {
            drop++;
        }
        if (drop == 0) {
            return;
        }
        Segment last = segments.get(drop - 1);
        start = last.lastRecord + 1;
        epochs.dropBelow(start);
        forgotten.add(new int[] {segments.get(0).id, last.id + 1});
        segments.subList(0, drop).clear();
        if (last == open) {
            open = null;
        }
        countClosed();
        changed = true;
    }

    // ---- its memory

    /** What its definition's operator remembers, if there is one. */
    public Optional<StoredMemory> memory() {
        return Optional.ofNullable(memory);
    }

    boolean isPrimed() {
        return isPrimed;
    }

    /** All that its operator has to know is stored. */
    public void primed() {
        isPrimed = true;
        unprimed = null;
        changed = true;
    }

    /** What its operator has to know could not be had. */
    public void unprimed(Fault why) {
        unprimed = why;
    }

    /** Why its operator does not know what it has to; empty while nothing went wrong. */
    Optional<Fault> whyUnprimed() {
        return Optional.ofNullable(unprimed);
    }

    private void countClosed() {
        closedBytes = 0;
        closedDirtyBytes = 0;
        for (Segment segment : segments) {
            if (segment != open) {
                closedBytes += segment.heldBytes();
                closedDirtyBytes += segment.dirtyBytes();
            }
        }
    }

    /** What its partials, and what is remembered, take on the heap, as {@link io.tidemark.fold.TileTable#heldBytes}. */
    long heldBytes() {
        long bytes = open == null ? closedBytes : closedBytes + open.heldBytes();
        return memory == null ? bytes : bytes + memory.heldBytes();
    }

    /** About how much a flush would write. */
    long dirtyBytes() {
        long bytes = open == null ? closedDirtyBytes : closedDirtyBytes + open.dirtyBytes();
        return memory == null ? bytes : bytes + memory.dirtyBytes();
    }

    /**
     * Gives the memory of those segments back that get no more records, and of what is remembered: all of it was written, and
     * of an id next to none comes again, while each record comes to a row of the open segment.
     */
    void evictClosed() {
        for (Segment segment : segments) {
            if (segment != open) {
                segment.evict();
            }
        }
        if (memory != null) {
            memory.evict();
        }
        countClosed();
    }

    /** Gives the memory of all segments back too. */
    void evict() {
        evictClosed();
        if (open != null) {
            open.evict();
        }
    }

    // ---- the store

    boolean mayBeStored() {
        return mayBeStored;
    }

    boolean isChanged() {
        return changed;
    }

    /** Invariant 3: the position rides in the same write as the partials it covers, and what is remembered of its records. */
    void write(StateStore.Batch batch, ByteWriter value, LargestRow largest) {
        mayBeStored = true;
        for (int[] segment : forgotten) {
            batch.deleteRange(StateLayout.segment(id, segment[0]), StateLayout.segment(id, segment[1]));
        }
        for (Segment segment : segments) {
            segment.writeDirty(batch, value, largest);
        }
        if (memory != null) {
            memory.write(batch, LogClock.whenCame(clockMillis, lastStampMillis));
        }
        byte[] key = StateLayout.generation(id);
        value.clear();
        GenerationCodec.write(stored(), value);
        batch.put(key, key.length, value.array(), value.size());
    }

    /** What was written is committed. */
    void written() {
        segments.forEach(segment -> segment.table.clearDirty());
        if (memory != null) {
            memory.written();
        }
        countClosed();
        forgotten.clear();
        changed = false;
    }

    private GenerationCodec.Stored stored() {
        return new GenerationCodec.Stored(
                owner.definition().name(),
                owner.definition().fingerprint(),
                owner.partition(),
                interval.millis(),
                start,
                logPosition(),
                isPrimed,
                epochs.spans(position),
                nextSegment,
                segments.stream()
                        .map(s -> new GenerationCodec.StoredSegment(s.id, s.epoch, s.firstRecord, s.lastRecord))
                        .toList());
    }
}
