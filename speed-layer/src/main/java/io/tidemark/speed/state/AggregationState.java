package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.fold.FoldException;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.HalfFoldedTableException;
import io.tidemark.fold.OperatorStep;
import io.tidemark.fold.SourceFold;
import io.tidemark.log.LogBatch;
import io.tidemark.memory.SizeText;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.operator.MemoryFailedException;
import io.tidemark.operator.Operator;
import io.tidemark.operator.StepMemory;
import io.tidemark.speed.generation.Generation;
import io.tidemark.speed.generation.Generations;
import io.tidemark.speed.generation.LargestRow;
import io.tidemark.speed.generation.Segment;
import io.tidemark.speed.generation.StateOwner;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.usercode.FailingCode;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One aggregation on one partition: folds the records of a batch into those generations that are contiguous with it, and
 * stands still where the user's code cannot go on. Written by the partition's thread under the partition's write lock; read
 * by others under its read lock.
 */
final class AggregationState<S> {
    private static final Logger LOG = LoggerFactory.getLogger(AggregationState.class);

    private static final int LONGEST_TEXT = 200;

    private final StateOwner owner;
    private final SourceFold<S, ?> fold;
    private final RefusedRecords.Of refusals;
    private final Generations generations;
    /** The generations that the batch at hand is contiguous with; refilled for each batch. */
    private final List<Generation> fed = new ArrayList<>();
    /** Those that it may not be one history with. */
    private final List<Generation> doubted = new ArrayList<>();

    /** Rows that were folded since this was last asked, beside the first of each event. */
    private long furtherRows;

    /** By its place in {@link #fed}; null without an operator, and then what is read is what is folded. */
    private final List<OperatorStep<S>> steps;

    private final Operator<S> operator;
    private final RunningCode running;
    private final FailingCode failing;
    /** Why its position does not move: the user's code cannot go on. Null while it can. */
    private volatile Fault stopped;

    @SuppressWarnings("unchecked") // What stands before the fold is of the stream's events.
    AggregationState(StateOwner owner, StreamDefinition<S> stream, StateContext context, RefusedRecords.Of refusals) {
        this.refusals = refusals;
        this.owner = owner;
        AggregationDefinition<?> definition = owner.definition();
        this.running = context.watch().newRunningCode();
        this.fold = SourceFold.of(definition, stream, running);
        this.operator = (Operator<S>) definition.operator().orElse(null);
        this.steps = operator == null ? null : new ArrayList<>();
        this.failing = FailingCode.of(definition.place(), definition.whenMostFail());
        this.generations = new Generations(owner, context.generations());
    }

    AggregationDefinition<?> definition() {
        return owner.definition();
    }

    /** Its state as the log has made it. */
    Generations generations() {
        return generations;
    }

    PartitionId partition() {
        return owner.partition();
    }

    /** Notes why a generation cannot be told what its operator has to know. Not under locks: nobody waits for that. */
    void unprimed(Generation generation, Fault why) {
        if (generations.whyUnprimed().isEmpty()) {
            LOG.warn("aggregation waits: {}", why);
        }
        generation.unprimed(why);
    }

    /** Whether it takes records, or waits for nothing but those. */
    boolean isReading() {
        return stopped == null && generations.isReading();
    }

    /** Why it stands still, by its user's code; empty while it goes on. May be asked by any thread. */
    Optional<Fault> stopped() {
        return Optional.ofNullable(stopped);
    }

    // ---- the log

    /** Prepares for a batch; returns whether anybody wants it. */
    boolean select(LogBatch batch) {
        fed.clear();
        doubted.clear();
        if (stopped != null) {
            return false;
        }
        generations.select(batch, fed, doubted);
        if (steps != null) {
            openSteps();
        }
        return !fed.isEmpty();
    }

    private void openSteps() {
        for (int i = 0; i < fed.size(); i++) {
            if (i == steps.size()) {
                steps.add(new OperatorStep<>(operator, definition().place(), running));
            }
            steps.get(i).open(fed.get(i).memory().orElseThrow());
        }
    }

    /** Whether what it holds may be of another history of the log than the batch. */
    boolean isDoubted() {
        return !doubted.isEmpty();
    }

    void rebuildDoubted() {
        if (isDoubted()) {
            generations.rebuild(doubted);
        }
    }

    /** Whether a selected generation has not seen this offset yet. */
    boolean wants(long offset) {
        for (int i = 0; i < fed.size(); i++) {
            if (fed.get(i).takes(offset)) {
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
     * @throws HalfFoldedTableException if it fails when some of the record is in
     */
    void take(
            S event, long eventTimeMillis, long offset, long timestampMillis, int leaderEpoch, RejectedEvent rejected) {
        for (int i = 0; i < fed.size(); i++) {
            Generation generation = fed.get(i);
            if (!generation.takes(offset)) {
                continue;
            }
            Segment segment = generation.segmentOf(timestampMillis);
            boolean isTaken = event == null
                    || (steps == null
                            ? fold(event, eventTimeMillis, offset, segment, rejected)
                            : foldMade(
                                    i,
                                    event,
                                    eventTimeMillis,
                                    offset,
                                    generation.whenCame(timestampMillis),
                                    segment,
                                    rejected));
            if (!isTaken) {
                // It stands before this record, and wants nothing more of the batch.
                fed.clear();
                return;
            }
            generation.advance(segment, offset, timestampMillis, leaderEpoch);
        }
    }

    /** How many rows were folded since this was last asked, beside the first of each event. */
    long takeFurtherRows() {
        long rows = furtherRows;
        furtherRows = 0;
        return rows;
    }

    /**
     * Folds what the operator makes of a record. What it remembers of one that the fold refuses stands, since it has seen it; of
     * one that does not happen it does not (PROTOCOL 28). Returns as {@link #fold}.
     */
    private boolean foldMade(
            int place, S event, long eventTimeMillis, long offset, long came, Segment segment, RejectedEvent rejected) {
        StepMemory memory = fed.get(place).memory().orElseThrow();
        List<OperatorStep.Made<S>> made;
        try {
            made = steps.get(place).take(event, eventTimeMillis, came, offset);
            if (made.isEmpty()) {
                // Its code ran and returned, though nothing comes to the fold.
                failing.returned();
            }
        } catch (FoldException fault) {
            return refuse(fault, rejected);
        } catch (UserCodeException stop) {
            memory.undo();
            stop(stop);
            return false;
        } catch (MemoryFailedException failed) {
            throw failed.getCause();
        }
        for (int i = 0; i < made.size(); i++) {
            boolean isIn = false;
            try {
                isIn = fold(made.get(i).event(), made.get(i).eventTimeMillis(), offset, segment, rejected);
            } catch (StateStoreException failure) {
                memory.undo();
                throw i == 0 ? failure : new HalfFoldedTableException(failure);
            }
            if (!isIn) {
                memory.undo();
                if (i > 0) {
                    throw new UserCodeException(stopped, null);
                }
                return false;
            }
        }
        memory.keep();
        return true;
    }

    /** Returns false if the user's code cannot go on: nothing is changed then. */
    private boolean fold(S event, long eventTimeMillis, long offset, Segment segment, RejectedEvent rejected) {
        if (refusals.refuses(offset)) {
            rejected.by(definition().name(), refusals.reason(offset));
            return true;
        }
        try {
            int rows = fold.fold(event, eventTimeMillis, owner.partition().partition(), offset, segment.table());
            furtherRows += rows > 1 ? rows - 1 : 0;
            failing.returned();
        } catch (FoldException fault) {
            return refuse(fault, rejected);
        } catch (UserCodeException stop) {
            stop(stop);
            return false;
        } catch (StateStoreException | HalfFoldedTableException storeFails) {
            throw storeFails;
        } catch (RuntimeException | Error halfDone) {
            throw HalfFoldedException.unlessNotTheRecords(definition().name(), offset, halfDone);
        }
        return true;
    }

    /** A partial that is larger would not be held beside others, nor be written: it stands still before it comes to that. */
    void stopBeyond(long mostBytesOfRow) {
        LargestRow largest = generations.largest();
        if (stopped == null && largest.bytes() > mostBytesOfRow) {
            String group = largest.group().map(this::text).orElse("");
            stop(
                    new Fault(
                            "TM-SPEED-013",
                            definition().place(),
                            "the accumulators of one group, " + group + ", take " + SizeText.of(largest.bytes())
                                    + ", where one may take " + SizeText.of(mostBytesOfRow)
                                    + ", an eighth of speed.memory",
                            "give more memory, or keep less of a group by the limits of its metrics, and restart: nothing is"
                                    + " lost, and it goes on from here"),
                    null);
        }
    }

    private String text(GroupKey group) {
        String text = new GroupCodec(definition().groups()).values(group).toString();
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
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
        stop(stop.fault(), stop);
    }

    private void stop(Fault why, Throwable trace) {
        stopped = why;
        LOG.error(
                "aggregation stops: aggregation={} partition={} fault={}",
                definition().name(),
                owner.partition(),
                stopped,
                trace);
    }

    /** What lies behind a batch's last record holds no records. */
    void endBatch(LogBatch batch) {
        generations.endBatch(fed, batch.end(), batch.endLeaderEpoch());
    }

    /** Takes notice of the newest tidemark, as {@link Generations#learn} does. */
    void learn(LogPosition newest, long oldestInLog, List<Long> leased) {
        if (generations.learn(newest, oldestInLog, leased)) {
            // A run has passed what its code could not: it goes on behind that.
            stopped = null;
        }
    }

    /** What keeps it from going on. */
    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        stopped().ifPresent(faults::add);
        faults.addAll(generations.whyUnprimed());
        if (generations.isBelowLog()) {
            faults.add(TruncatedLog.below(owner.partition()));
        }
        return faults;
    }

    /** What becomes of an event on which the user's code throws. */
    @FunctionalInterface
    interface RejectedEvent {
        void by(String aggregation, String reason);
    }
}
