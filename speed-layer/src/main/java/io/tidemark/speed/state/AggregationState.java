package io.tidemark.speed.state;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fault.Fault;
import io.tidemark.fold.Fold;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.TileTable;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogMismatchException;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage.Behind;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.speed.store.StateStore;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.usercode.FailingCode;
import io.tidemark.usercode.UserCodeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One aggregation's realtime state on one partition: its generations, and what the tidemark does to them (PROTOCOL 1 to
 * 5). Written by the partition's thread under the partition's write lock; read by others under its read lock.
 */
final class AggregationState<E> {
    private static final Logger LOG = LoggerFactory.getLogger(AggregationState.class);

    private final StateOwner owner;
    private final Fold<E> fold;
    private final StateContext context;
    private final RefusedRecords.Of refusals;
    private final List<Generation> generations = new ArrayList<>();
    /** The generations that the batch at hand is contiguous with; refilled for each batch. */
    private final List<Generation> fed = new ArrayList<>();

    /** Generations that were given up and may still be stored. */
    private final List<Integer> gone = new ArrayList<>();

    private final FailingCode failing;
    /** Why its position does not move: the user's code cannot go on. Null while it can. */
    private volatile Fault stopped;

    private LogPosition tidemark = LogPosition.ZERO;
    /** The oldest offset that the log still had when the tidemark was last learnt. */
    private long logStart;

    AggregationState(
            StateOwner owner, AggregationDefinition<E> definition, StateContext context, RefusedRecords.Of refusals) {
        this.refusals = refusals;
        this.owner = owner;
        this.fold = new Fold<>(definition, context.watch().newRunningCode());
        this.failing = FailingCode.of(definition.place(), definition.whenMostFail());
        this.context = context;
    }

    AggregationDefinition<?> definition() {
        return owner.definition();
    }

    boolean owns(GenerationCodec.Stored stored) {
        return owner.owns(stored);
    }

    /** Takes over what the store remembers. */
    void restore(int id, GenerationCodec.Stored stored) {
        generations.add(Generation.restored(id, stored, owner, context.store(), context.interval()));
    }

    /** Why it stands still, by its user's code; empty while it goes on. May be asked by any thread. */
    Optional<Fault> stopped() {
        return Optional.ofNullable(stopped);
    }

    // ---- the log

    /** Prepares for a batch that is contiguous from {@code first} on; returns whether anybody wants it. */
    boolean select(long first, long end) {
        fed.clear();
        if (stopped != null) {
            return false;
        }
        for (Generation generation : generations) {
            if (context.cut().feeds(generation.position(), first) && generation.position() < end) {
                fed.add(generation);
            }
        }
        return !fed.isEmpty();
    }

    /** Whether a selected generation has not seen this offset yet. */
    boolean wants(long offset) {
        for (int i = 0; i < fed.size(); i++) {
            if (fed.get(i).position() <= offset) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes one record; {@code event} is null for one that is no event, which moves position and clock alone. A position
     * moves after the fold (PROTOCOL 28), so that a record on which the store fails is still to come.
     *
     * @throws StateStoreException if the store fails; all is as it was before the record
     */
    void take(
            E event, long eventTimeMillis, long offset, long timestampMillis, int leaderEpoch, RejectedEvent rejected) {
        for (int i = 0; i < fed.size(); i++) {
            Generation generation = fed.get(i);
            if (generation.position() > offset) {
                continue;
            }
            Segment segment = generation.segmentOf(timestampMillis);
            if (event != null && !fold(event, eventTimeMillis, offset, segment, rejected)) {
                // It stands before this record, and wants nothing more of the batch.
                fed.clear();
                return;
            }
            generation.advance(segment, offset, timestampMillis, leaderEpoch);
        }
    }

    /** Returns false if the user's code cannot go on: nothing is changed then. */
    private boolean fold(E event, long eventTimeMillis, long offset, Segment segment, RejectedEvent rejected) {
        if (refusals.refuses(offset)) {
            rejected.by(definition().name(), refusals.reason(offset));
            return true;
        }
        try {
            fold.fold(event, eventTimeMillis, owner.partition().partition(), offset, segment.table);
            failing.returned();
        } catch (FoldException fault) {
            return refuse(fault, rejected);
        } catch (UserCodeException stop) {
            stop(stop);
            return false;
        } catch (StateStoreException storeFails) {
            throw storeFails;
        } catch (RuntimeException | Error halfDone) {
            throw HalfFoldedException.unlessNotTheRecords(definition().name(), offset, halfDone);
        }
        return true;
    }

    private boolean refuse(FoldException fault, RejectedEvent rejected) {
        if (fault.isOfUserCode()) {
            try {
                failing.threw(fault.getMessage());
            } catch (UserCodeException stop) {
                stop(stop);
                return false;
            }
        }
        rejected.by(definition().name(), fault.getMessage());
        return true;
    }

    private void stop(UserCodeException stop) {
        stopped = stop.fault();
        LOG.error(
                "aggregation stops: aggregation={} partition={} fault={}",
                definition().name(),
                owner.partition(),
                stopped,
                stop);
    }

    /** What lies behind a batch's last record holds no records. */
    void endBatch(LogBatch batch) {
        fed.forEach(generation -> generation.skipTo(
                context.cut().standsAfter(generation.position(), batch.end()), batch.endLeaderEpoch()));
    }

    /** What becomes of an event on which the user's code throws. */
    @FunctionalInterface
    interface RejectedEvent {
        void by(String aggregation, String reason);
    }

    // ---- the tidemark

    /**
     * Says so if what was folded is of another history of the log than a tidemark: an offset is then not the same record in
     * both, and the two are never merged.
     */
    void requireHistoryOf(LogPosition newest) {
        if (generations.isEmpty()) {
            return;
        }
        LogPosition reached = furthest().logPosition();
        if (!reached.mayShareHistoryWith(newest)) {
            throw LogMismatchException.rewritten(
                    "TM-SPEED-012", owner.partition(), newest, "the tidemark", reached, "the realtime state");
        }
    }

    /**
     * Takes notice of the newest tidemark: jumps to it when behind, begins a rebuild beside when it falls inside a
     * segment, and drops what no reader needs.
     *
     * <p>Changes what is in memory alone: the next write makes it durable, all of it at once.
     *
     * @param oldestInLog the offset of the oldest record that the log still has
     * @param leased the offsets that serving nodes answer from
     */
    void learn(LogPosition newest, long oldestInLog, List<Long> leased) {
        tidemark = newest;
        logStart = oldestInLog;
        if (generations.isEmpty()) {
            generations.add(begin());
        }
        Generation furthest = furthest();
        long cut = newest.offset();
        if (furthest.position() < cut) {
            // A run has passed what its code could not: it goes on behind that.
            stopped = null;
            generations.add(begin());
        } else if (furthest.position() > cut
                && contiguousFrom(cut) == null
                && context.cut().readsOnFrom(cut, logStart).isPresent()) {
            generations.add(begin());
        }
        // The next record must not join a segment that ends at the cut: the boundary would be lost.
        generations.forEach(generation -> generation.closeSegmentAt(cut));
        drop(leased);
    }

    private Generation begin() {
        return new Generation(context.nextGenerationId(), tidemark, owner, context.store(), context.interval());
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

    /** The generation that is contiguous from a cut on and reaches furthest, or null. */
    private Generation contiguousFrom(long cut) {
        return furthest(generation -> generation.boundary(cut, context.cut()) >= 0);
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

    PartitionCoverage coverage(long cut) {
        if (generations.isEmpty()) {
            return new Behind(cut, "nothing was read yet");
        }
        return coverage(cut, answering(cut));
    }

    /** The generation that answers from a cut on, or null. */
    private Generation answering(long cut) {
        return furthest(generation -> context.cut().answersFrom(generation.boundary(cut, context.cut())));
    }

    private PartitionCoverage coverage(long cut, Generation contiguous) {
        boolean stuck = contiguous != null && contiguous.position() == cut && cut < logStart;
        if (stuck) {
            return new Missing(cut, "the log begins at offset " + logStart + ": a run has to pass what is gone");
        }
        if (contiguous != null && contiguous.position() >= cut) {
            return new Covered(contiguous.position(), contiguous.clockMillis());
        }
        long reached = furthest().position();
        return reached < cut
                ? new Behind(cut, "stands at offset " + reached)
                : new Missing(cut, "holds no state from offset " + cut + " on; it stands at offset " + reached);
    }

    /** Merges what is held from a cut on, if it is covered. */
    PartitionCoverage read(long cut, RowSelection selection, TileTable into) {
        if (generations.isEmpty()) {
            return coverage(cut);
        }
        Generation generation = answering(cut);
        PartitionCoverage coverage = coverage(cut, generation);
        if (coverage instanceof Covered) {
            List<Segment> segments = generation.segments();
            for (int i = Math.max(0, generation.boundary(cut, context.cut())); i < segments.size(); i++) {
                segments.get(i).mergeInto(selection, into);
            }
        }
        return coverage;
    }

    /** What keeps it from going on. */
    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        stopped().ifPresent(faults::add);
        if (primary().position() < logStart) {
            faults.add(TruncatedLog.below(owner.partition()));
        }
        return faults;
    }

    // ---- reading on

    /** Where a generation stands that stands at an offset. */
    Optional<LogPosition> at(long offset) {
        return generations.stream()
                .map(Generation::logPosition)
                .filter(position -> position.offset() == offset)
                .findFirst();
    }

    Generation furthest() {
        return generations.stream()
                .max(Comparator.comparingLong(Generation::position))
                .orElseThrow();
    }

    /** The generation that the newest tidemark will be answered from: the live one, or one that has yet to catch up. */
    Generation primary() {
        Generation contiguous = contiguousFrom(tidemark.offset());
        return contiguous != null ? contiguous : furthest();
    }

    boolean isEmpty() {
        return generations.isEmpty();
    }

    // ---- the store

    boolean isChanged() {
        return !gone.isEmpty() || generations.stream().anyMatch(Generation::isChanged);
    }

    /** Invariant 3: what is dropped and what is known of it change in one write. */
    void write(StateStore.Batch batch, ByteWriter value) {
        gone.forEach(generation -> StateLayout.delete(generation, batch));
        for (Generation generation : generations) {
            if (generation.isChanged()) {
                generation.write(batch, value);
            }
        }
    }

    void written() {
        gone.clear();
        generations.forEach(Generation::written);
    }

    long rows() {
        long rows = 0;
        for (Generation generation : generations) {
            for (Segment segment : generation.segments()) {
                rows += segment.table.rows();
            }
        }
        return rows;
    }

    int epochs() {
        return generations.stream().mapToInt(g -> g.segments().size()).sum();
    }

    void evict() {
        for (Generation generation : generations) {
            generation.segments().forEach(Segment::evict);
        }
    }
}
