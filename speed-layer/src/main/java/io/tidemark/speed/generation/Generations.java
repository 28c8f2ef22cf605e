package io.tidemark.speed.generation;

import io.tidemark.codec.ByteWriter;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogMismatchException;
import io.tidemark.seam.Coverage.Behind;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.speed.store.StateStore;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.time.LogClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The generations of one aggregation on one partition: what the tidemark does to them, which of them answers, and what of
 * them is stored (PROTOCOL 1 to 5). Written by the partition's thread under the partition's write lock; read by others under
 * its read lock.
 */
public final class Generations {
    private final StateOwner owner;
    private final GenerationContext context;
    private final List<Generation> generations = new ArrayList<>();
    /** Generations that were given up and may still be stored. */
    private final List<Integer> gone = new ArrayList<>();

    private final LargestRow largest = new LargestRow();
    private LogPosition tidemark = LogPosition.ZERO;
    /** The oldest offset that the log still had when the tidemark was last learnt. */
    private long logStart;

    public Generations(StateOwner owner, GenerationContext context) {
        this.owner = owner;
        this.context = context;
    }

    /** Takes over what the store remembers, if it is this aggregation's. */
    public boolean restore(int id, GenerationCodec.Stored stored) {
        boolean isOwned = owner.owns(stored);
        if (isOwned) {
            generations.add(Generation.restored(id, stored, owner, context));
        }
        return isOwned;
    }

    /**
     * Collects those that a batch is contiguous with, and those that it may not be one history with: it is read for the sake
     * of another then, and the reader's own place tells nothing of theirs.
     *
     * @param doubted to be {@linkplain #rebuild rebuilt}
     * @throws LogMismatchException if the batch reaches from below one of them on and is of another history of the log
     */
    public void select(LogBatch batch, List<Generation> fed, List<Generation> doubted) {
        for (Generation generation : generations) {
            if (!generation.isPrimed()) {
                continue;
            }
            long position = generation.position();
            long from = context.cut().takesFrom(position, batch.first());
            if (context.cut().feeds(position, batch.first()) && from < batch.end()) {
                if (position > batch.first() && !isVouchedFor(generation.logPosition(), batch)) {
                    doubted.add(generation);
                } else {
                    generation.takeFrom(from);
                    fed.add(generation);
                }
            }
        }
    }

    /**
     * Whether a place within a batch certainly is what it was when it was reached: its epoch goes on there, or the record
     * just below is of that epoch still. Where no records are, nothing tells whether the log was rewritten around it.
     */
    private boolean isVouchedFor(LogPosition reached, LogBatch batch) {
        int below = -1;
        int at = 0;
        while (at < batch.size() && batch.offset(at) < reached.offset()) {
            below = Math.max(below, batch.leaderEpoch(at++));
        }
        int above = at < batch.size() ? batch.leaderEpoch(at) : batch.endLeaderEpoch();
        if (!context.cut().isOneHistory(below, reached.leaderEpoch(), above)) {
            LogPosition read = new LogPosition(batch.end(), LogClock.START, batch.endLeaderEpoch());
            throw rewritten(read, "the log", reached);
        }
        boolean isRecordBelow = at > 0 && batch.offset(at - 1) == reached.offset() - 1;
        return context.cut().isVouchedFor(isRecordBelow ? below : -1, reached.leaderEpoch(), above);
    }

    /** Gives up what may be of another history, and begins again at the tidemark, of which the log is asked. */
    public void rebuild(List<Generation> doubted) {
        doubted.forEach(this::giveUp);
        if (contiguousFrom(tidemark) == null) {
            generations.add(begin());
        }
    }

    private LogMismatchException rewritten(LogPosition newer, String newerHolder, LogPosition reached) {
        return LogMismatchException.rewritten(
                "TM-SPEED-012", owner.partition(), newer, newerHolder, reached, "the realtime state");
    }

    /** What lies behind the last record of a batch that they were fed holds no records. */
    public void endBatch(List<Generation> fed, long end, int leaderEpoch) {
        for (Generation generation : fed) {
            generation.skipTo(context.cut().standsAfter(generation.position(), end), leaderEpoch);
        }
    }

    // ---- the tidemark

    /**
     * Says so if what was folded is of another history of the log than a tidemark: an offset is then not the same record in
     * both, and the two are never merged.
     */
    public void requireHistoryOf(LogPosition newest) {
        if (generations.isEmpty()) {
            return;
        }
        Generation furthest = furthest();
        if (!furthest.sharesHistoryWith(newest, context.cut())) {
            throw rewritten(newest, "the tidemark", furthest.logPosition());
        }
    }

    /**
     * Takes notice of the newest tidemark: jumps to it when behind, begins a rebuild beside when it falls inside a
     * segment, or where the log has to be asked for its history, and drops what no reader needs.
     *
     * <p>Changes what is in memory alone: the next write makes it durable, all of it at once.
     *
     * @param oldestInLog the offset of the oldest record that the log still has
     * @param leased the offsets that serving nodes answer from
     * @return whether it was behind, and jumped
     */
    public boolean learn(LogPosition newest, long oldestInLog, List<Long> leased) {
        tidemark = newest;
        logStart = oldestInLog;
        if (generations.isEmpty()) {
            generations.add(begin());
        }
        Generation furthest = furthest();
        long cut = newest.offset();
        boolean jumps = furthest.position() < cut;
        if (jumps) {
            generations.add(begin());
        } else if (furthest.position() > cut
                && contiguousFrom(newest) == null
                && context.cut().readsOnFrom(cut, logStart).isPresent()) {
            generations.add(begin());
        }
        // The next record must not join a segment that ends at the cut: the boundary would be lost.
        generations.forEach(generation -> generation.closeSegmentAt(cut));
        drop(leased);
        return jumps;
    }

    private Generation begin() {
        return new Generation(context.ids().next(), tidemark, owner, context);
    }

    private void drop(List<Long> leased) {
        long lowest = context.cut().dropsBelow(tidemark.offset(), leased);
        for (Generation generation : generations) {
            generation.dropBelow(lowest);
        }
        List<Long> read = new ArrayList<>(leased);
        read.add(tidemark.offset());
        for (Generation generation : List.copyOf(generations)) {
            if (generations.stream().anyMatch(other -> other != generation && replaces(other, generation, read))) {
                giveUp(generation);
            }
        }
    }

    private void giveUp(Generation generation) {
        generations.remove(generation);
        if (generation.mayBeStored()) {
            gone.add(generation.id);
        }
    }

    private boolean replaces(Generation other, Generation generation, List<Long> read) {
        boolean coversReaders = read.stream().allMatch(cut -> other.boundary(cut, context.cut()) >= 0);
        return context.cut().replaces(other.held(), generation.held(), coversReaders);
    }

    // ---- answers

    /** The generation that is contiguous from a tidemark on and reaches furthest, or null. */
    private Generation contiguousFrom(LogPosition from) {
        return furthest(generation ->
                generation.boundary(from.offset(), context.cut()) >= 0 && !generation.isInDoubtAbout(from));
    }

    /** The one that reaches furthest of those that may be taken, or null. */
    private Generation furthest(Predicate<Generation> isTaken) {
        Generation best = null;
        for (Generation generation : generations) {
            if (isTaken.test(generation) && (best == null || generation.position() > best.position())) {
                best = generation;
            }
        }
        return best;
    }

    /** @param asked the tidemark that is asked from */
    public PartitionCoverage coverage(LogPosition asked) {
        if (generations.isEmpty()) {
            return new Behind(asked.offset(), "nothing was read yet");
        }
        return coverage(asked, answering(asked));
    }

    /** The generation that answers from a tidemark on, or null. */
    private Generation answering(LogPosition asked) {
        Cut cut = context.cut();
        return furthest(generation -> cut.answersFrom(generation.boundary(asked.offset(), cut))
                && generation.sharesHistoryWith(asked, cut)
                && !generation.isInDoubtAbout(asked));
    }

    private PartitionCoverage coverage(LogPosition asked, Generation contiguous) {
        long cut = asked.offset();
        boolean stuck = contiguous != null && contiguous.position() == cut && cut < logStart;
        if (contiguous != null && contiguous.whyUnprimed().isPresent()) {
            return new Missing(
                    cut,
                    "what was remembered there cannot be had: "
                            + contiguous.whyUnprimed().get());
        }
        if (stuck) {
            return new Missing(cut, "the log begins at offset " + logStart + ": a run has to pass what is gone");
        }
        if (contiguous != null && contiguous.position() >= cut) {
            return new Covered(contiguous.position(), contiguous.clockMillis());
        }
        Generation furthest = furthest();
        long reached = furthest.position();
        if (!furthest.sharesHistoryWith(asked, context.cut())) {
            return new Missing(
                    cut,
                    "the tidemark was reached in leader epoch " + asked.leaderEpoch()
                            + ", which is of another history of the log than what is held: the log was rewritten");
        }
        return reached < cut
                ? new Behind(cut, "stands at offset " + reached)
                : new Missing(cut, "holds no state from offset " + cut + " on; it stands at offset " + reached);
    }

    /** Merges what is held from a cut on, if it is covered. */
    public PartitionCoverage read(LogPosition asked, SelectedRows into) {
        return answer(asked, into::take);
    }

    /** Opens what is stored from a cut on, once for each, if it is covered. All of it must have been written. */
    public PartitionCoverage scan(LogPosition asked, List<StoredRows> into) {
        return answer(asked, segments -> into.forEach(rows -> rows.take(segments)));
    }

    private PartitionCoverage answer(LogPosition asked, Consumer<List<Segment>> into) {
        if (generations.isEmpty()) {
            return coverage(asked);
        }
        Generation generation = answering(asked);
        PartitionCoverage coverage = coverage(asked, generation);
        if (coverage instanceof Covered) {
            into.accept(generation.segmentsFrom(asked.offset(), context.cut()));
        }
        return coverage;
    }

    /** What makes reading groups in their order fast: to be run before, by who holds no lock. */
    public List<Runnable> sortings(LogPosition asked) {
        return segments(asked).stream()
                .map(segment -> segment.table().sortingGroups())
                .toList();
    }

    /** What is answered from. */
    public List<Segment> segments(LogPosition asked) {
        Generation generation = generations.isEmpty() ? null : answering(asked);
        return generation == null ? List.of() : generation.segmentsFrom(asked.offset(), context.cut());
    }

    // ---- what operators remember

    /** Whether one waits for what its operator has to know. */
    public boolean isUnprimed() {
        return generations.stream().anyMatch(generation -> !generation.isPrimed());
    }

    /** Those that wait for what their operator has to know, and are stored as such. */
    public List<Generation> unprimed() {
        return generations.stream()
                .filter(generation -> !generation.isPrimed() && generation.mayBeStored())
                .toList();
    }

    /** Why what is remembered could not be had, where it was to be. */
    public List<Fault> whyUnprimed() {
        return generations.stream()
                .flatMap(generation -> generation.whyUnprimed().stream())
                .toList();
    }

    // ---- reading on

    /** Where those generations stand that stand at an offset: places of which each has its own leader epoch. */
    public Stream<LogPosition> at(long offset) {
        return generations.stream().map(Generation::logPosition).filter(position -> position.offset() == offset);
    }

    public Generation furthest() {
        return generations.stream()
                .max(Comparator.comparingLong(Generation::position))
                .orElseThrow();
    }

    /** The generation that the newest tidemark will be answered from: the live one, or one that has yet to catch up. */
    public Generation primary() {
        Generation contiguous = contiguousFrom(tidemark);
        return contiguous != null ? contiguous : furthest();
    }

    public boolean isEmpty() {
        return generations.isEmpty();
    }

    /** Whether the newest tidemark's takes records. */
    public boolean isReading() {
        return primary().isPrimed();
    }

    /** Whether the log no longer has the record that is to come next. */
    public boolean isBelowLog() {
        return primary().position() < logStart;
    }

    /** From the newest tidemark to where it stands; empty if it is not answered from there. */
    public Optional<OffsetRange> heldFromTheTidemark() {
        Generation contiguous = contiguousFrom(tidemark);
        return contiguous == null || contiguous.position() < tidemark.offset()
                ? Optional.empty()
                : Optional.of(new OffsetRange(tidemark.offset(), contiguous.position()));
    }

    // ---- the store

    public boolean isChanged() {
        return !gone.isEmpty() || generations.stream().anyMatch(Generation::isChanged);
    }

    /** Invariant 3: what is dropped and what is known of it change in one write. */
    public void write(StateStore.Batch batch, ByteWriter value) {
        largest.clear();
        gone.forEach(generation -> StateLayout.delete(generation, batch));
        for (Generation generation : generations) {
            if (generation.isChanged()) {
                generation.write(batch, value, largest);
            }
        }
    }

    public void written() {
        gone.clear();
        generations.forEach(Generation::written);
    }

    public long rows() {
        long rows = 0;
        for (Generation generation : generations) {
            for (Segment segment : generation.segments()) {
                rows += segment.table.rows();
            }
        }
        return rows;
    }

    /** What is held on the heap, as {@link io.tidemark.fold.TileTable#heldBytes}. */
    public long heldBytes() {
        long bytes = 0;
        for (int i = 0; i < generations.size(); i++) {
            bytes += generations.get(i).heldBytes();
        }
        return bytes;
    }

    /** About how much a flush would write. */
    public long dirtyBytes() {
        long bytes = 0;
        for (int i = 0; i < generations.size(); i++) {
            bytes += generations.get(i).dirtyBytes();
        }
        return bytes;
    }

    /** Of what the last write wrote. */
    public LargestRow largest() {
        return largest;
    }

    public int epochs() {
        return generations.stream().mapToInt(g -> g.segments().size()).sum();
    }

    /** Gives the memory of what gets no more records back, and of what operators remember. */
    public void evictClosed() {
        generations.forEach(Generation::evictClosed);
    }

    public void evict() {
        generations.forEach(Generation::evict);
    }
}
