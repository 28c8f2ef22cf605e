package io.tidemark.speed.consume;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reminders;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.handover.StandingWord;
import io.tidemark.speed.state.HalfFoldedException;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.speed.state.RefusedRecords;
import io.tidemark.speed.state.StateContext;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer of the partitions that are assigned to it: poll, fold, learn the tidemark, flush. Two readers feed
 * the same states: a live one at the furthest position, and one beside it that replays what a jump or rebuild has to
 * catch up with; each state takes from either what is contiguous with it.
 *
 * <p>Stepped by its owner, one thread. Others find its states in the context.
 */
public final class PartitionWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionWorker.class);

    private final Model model;
    private final StateContext context;
    private final Topics topics;
    private final TidemarkFollower tidemarks;
    private final Leases leases;
    private final LogReader live;
    private final Replays replays;
    private final Reminders reminders = new Reminders(Clock.systemUTC());

    private final Map<PartitionId, OwnedPartition> owned = new HashMap<>();
    private final HeldPartials held;

    public PartitionWorker(
            Model model,
            StateContext context,
            Topics topics,
            TidemarkFollower tidemarks,
            Leases leases,
            LogReaders readers) {
        this.model = model;
        this.context = context.keeping(version -> tidemarks.isPublished(version) || leases.isHeld(version));
        this.topics = topics;
        this.tidemarks = tidemarks;
        this.leases = leases;
        this.held = new HeldPartials(this, owned.values(), context.partials().share());
        this.replays = new Replays(this, readers, topics);
        this.live = readers.inGroup(new Live());
    }

    /** Reads what there is, waiting up to {@code timeout}; returns how many records came. */
    public int poll(Duration timeout) {
        try {
            return replays.isAny() ? live.poll(Duration.ZERO) + replays.poll(timeout) : live.poll(timeout);
        } finally {
            holdBack();
            replayRebuilt();
        }
    }

    /** Not while a reader passes on: it would take its place back. */
    private void replayRebuilt() {
        each((partition, state) -> {
            if (state.takeRebuilt()) {
                learn(partition, state);
            }
        });
    }

    /** The reader goes no further with a partition that fails: what it passed on last is to come again. */
    private void holdBack() {
        for (OwnedPartition partition : owned.values()) {
            if (partition.isFailing()) {
                live.pause(partition.id);
                replays.holdBack(partition.id);
            }
        }
    }

    /** Takes notice of the newest tidemarks and leases in all states. */
    public void learn() {
        each(this::learn);
    }

    /** Makes durable what was folded. */
    public void flush() {
        each((partition, state) -> state.flush());
    }

    /** Tells the store that few records come. */
    public void rest() {
        try {
            context.store().rest();
        } catch (StateStoreException told) {
            // Nothing is lost by it; the next write is refused, and that is told.
            LOG.debug("the state store could not be tidied", told);
        }
    }

    /** Keeps what is held in memory within the worker's share, though no records come. */
    public void keepMemory() {
        held.keep();
    }

    /** Gives memory back until no more than so many bytes of partials are held. */
    public void evictTo(long bytes) {
        held.evictTo(bytes);
    }

    /**
     * Tries again with the partitions that failed: each is opened from what is stored, unless what it has in memory is
     * whole, and read on from there. Asks again for what operators have to know that could not be had. The longer either has
     * failed, the more calls go by before it is its turn.
     */
    public void mend() {
        for (OwnedPartition partition : List.copyOf(owned.values())) {
            // Another worker's by now, which this one will be told: it is not taken back.
            if (partition.claim.holds() && partition.isDue()) {
                guarded(partition, () -> mend(partition));
            }
        }
        each(this::askAgain);
    }

    /** What it waits for is looked for when there is news; but that may have failed, and news may be long in coming. */
    private void askAgain(OwnedPartition partition, PartitionState<?> state) {
        if (!state.isUnprimed() && !state.isLeftBehind(partition.live)) {
            partition.asking.reset();
        } else if (partition.asking.isDue()) {
            partition.asking.failed();
            learn(partition, state);
        }
    }

    private void mend(OwnedPartition partition) {
        context.store().mend();
        partition.discardDoubt();
        if (partition.state().isEmpty()) {
            partition.opened(open(partition));
            partition.live = OwnedPartition.NOWHERE;
        }
        PartitionState<?> state = partition.state().orElseThrow();
        learn(partition, state);
        state.flush();
        Fault over = partition.goesOn();
        if (reminders.isOver(over.place())) {
            LOG.info("goes on: partition={} position={} after={}", partition.id, state.livePosition(), over);
        }
        // What is whole may have been left in the middle of a batch, where some aggregations had a record and others
        // not.
        boolean goesOn = partition.live >= 0 && !state.isLeftBehind(partition.live);
        readOn(partition, state, goesOn ? partition.live : state.livePosition());
    }

    /** Partitions whose next record is no longer in the log, and that no tidemark has passed yet. */
    public List<PartitionId> stuck() {
        return owned.values().stream().filter(p -> p.isStuck).map(p -> p.id).toList();
    }

    /** Ends a {@link #poll} that waits. May be called by any thread. */
    public void wakeup() {
        live.wakeup();
    }

    @Override
    public void close() {
        try {
            List.copyOf(owned.values()).forEach(this::close);
            owned.clear();
        } finally {
            held.close();
            live.close();
            replays.close();
        }
    }

    /** It goes on answering from where it stops, for as long as nobody else does. */
    private void close(OwnedPartition partition) {
        guarded(partition, () -> partition.state().ifPresent(PartitionState::rest));
        partition.letGo();
        partition.claim.release();
    }

    /** Tells others how far this one has come with its partitions, where that is news. */
    public void tell() {
        each((partition, state) -> {
            byte[] word = StandingWord.of(state);
            if (partition.isToBeTold(word, System.nanoTime())) {
                live.tell(partition.id, state.at(state.livePosition()), word);
            }
        });
    }

    /** What is done with one partition. */
    private interface PartitionStep {
        void with(OwnedPartition partition, PartitionState<?> state);
    }

    private void each(PartitionStep step) {
        for (OwnedPartition partition : List.copyOf(owned.values())) {
            // One that fails takes its step when it is mended.
            if (!partition.isFailing()) {
                guarded(partition, () -> partition.state().ifPresent(state -> step.with(partition, state)));
            }
        }
    }

    /** A failure is its partition's alone. Whatever it is, the partition is tried again and the others go on. */
    void guarded(OwnedPartition partition, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error failure) {
            failed(partition, failure);
        }
    }

    private void failed(OwnedPartition partition, Throwable failure) {
        if (failure instanceof HalfFoldedException halfFolded) {
            partition.refused.add(halfFolded);
        }
        partition.discardDoubt();
        Fault fault = PartitionFaults.of(partition.id, failure);
        if (reminders.isDue(fault)) {
            // Of a failure with a name, how we came to it tells nothing more.
            Throwable trace = failure instanceof FaultException ? null : failure;
            LOG.error("partition stops and is tried again: partition={} fault={}", partition.id, fault, trace);
        }
        partition.failed(fault);
    }

    private void learn(OwnedPartition partition, PartitionState<?> state) {
        state.learn(
                definition -> tidemarks.tidemark(definition, partition.id),
                definition -> read(definition, partition.id),
                logStart(partition.id));
        state.prime(tidemarks::remembered);
        boolean isElsewhere = partition.isStuck
                || state.isLeftBehind(partition.live)
                || (partition.live >= 0 && partition.live < state.livePosition());
        if (isElsewhere && !partition.isFailing() && state.livePosition() >= logStart(partition.id)) {
            readOn(partition, state, state.livePosition());
        }
        replays.begin(state);
    }

    /** The tidemarks that somebody may answer from. */
    private List<Long> read(AggregationDefinition<?> definition, PartitionId partition) {
        List<Long> read = new ArrayList<>(leases.offsets(definition, partition));
        read.addAll(tidemarks.unintroduced(definition.id(), partition));
        return read;
    }

    private void readOn(OwnedPartition partition, PartitionState<?> state, long from) {
        partition.isStuck = false;
        partition.live = from;
        live.seek(partition.id, state.at(from));
    }

    private long logStart(PartitionId id) {
        return topics.logStart(id);
    }

    /** Folds a batch of one of the readers. */
    void take(OwnedPartition partition, LogBatch batch) {
        PartitionState<?> state = partition.state().orElseThrow();
        state.read(batch, () -> held.keepWhile(partition, state));
    }

    Optional<OwnedPartition> owned(PartitionId id) {
        return Optional.ofNullable(owned.get(id));
    }

    /** What came back soon is gone on with as it is. */
    private PartitionState<?> takeBackOrOpen(OwnedPartition partition) {
        Optional<PartitionState<?>> back = context.states().takeBack(partition.id);
        return back.isPresent() ? back.get() : open(partition);
    }

    private PartitionState<?> open(OwnedPartition partition) {
        StreamDefinition<?> stream = model.stream(partition.id.topic()).orElseThrow();
        return open(stream, partition);
    }

    private <S> PartitionState<S> open(StreamDefinition<S> stream, OwnedPartition partition) {
        List<AggregationDefinition<?>> definitions = new ArrayList<>();
        for (AggregationDefinition<?> definition : model.aggregations()) {
            if (definition.input().reads(stream.topic())) {
                definitions.add(definition);
            }
        }
        return PartitionState.open(stream, definitions, partition.id, partition.refused, context);
    }

    /** At the head of the log. */
    private final class Live implements LogReader.Listener {
        @Override
        public Optional<LogPosition> assigned(PartitionId id) {
            // One that is read again after a fault of its reader is here already: what it refused stays refused.
            OwnedPartition before = owned.get(id);
            OwnedPartition partition = new OwnedPartition(
                    id, context.states().claim(id), before == null ? new RefusedRecords() : before.refused);
            owned.put(id, partition);
            guarded(partition, () -> {
                PartitionState<?> state = takeBackOrOpen(partition);
                partition.opened(state);
                learn(partition, state);
                partition.live = state.livePosition();
                LOG.info("partition assigned: partition={} position={}", id, partition.live);
            });
            return partition.isFailing() ? Optional.empty() : partition.position();
        }

        @Override
        public void revoked(PartitionId id) {
            OwnedPartition partition = owned.remove(id);
            if (partition != null) {
                close(partition);
                LOG.info("partition revoked: partition={}", id);
            }
            replays.forget(id);
        }

        @Override
        public void read(LogBatch batch) {
            OwnedPartition partition = owned.get(batch.partition());
            if (partition.isFailing()) {
                return;
            }
            guarded(partition, () -> {
                take(partition, batch);
                partition.live = batch.end();
            });
        }

        @Override
        public Optional<LogPosition> truncated(PartitionId id, long wanted, long logStart) {
            OwnedPartition partition = owned.get(id);
            partition.live = OwnedPartition.NOWHERE;
            guarded(partition, () -> partition.state().ifPresent(state -> {
                // There may be a tidemark that has passed what is gone; else the state is to say what it misses.
                topics.refresh(id.topic());
                learn(partition, state);
                OptionalLong from = context.generations().cut().readsOnFrom(state.livePosition(), logStart);
                partition.isStuck = from.isEmpty();
                partition.live = from.orElse(OwnedPartition.NOWHERE);
            }));
            if (partition.isStuck) {
                LOG.warn(
                        "log is truncated, the partition waits for a run to pass it: partition={} wanted={} logStart={}",
                        id,
                        wanted,
                        logStart);
            }
            return partition.position();
        }
    }
}
