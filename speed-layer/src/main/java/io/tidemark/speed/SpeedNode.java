package io.tidemark.speed;

import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Faults;
import io.tidemark.fault.FoundFaults;
import io.tidemark.log.LogReaders;
import io.tidemark.log.LogTopics;
import io.tidemark.log.OtherMembers;
import io.tidemark.loop.Backoff;
import io.tidemark.loop.InterruptibleStep;
import io.tidemark.loop.LoopWatch;
import io.tidemark.loop.SupervisedLoop;
import io.tidemark.memory.SharedBudget;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RealtimeView;
import io.tidemark.speed.consume.PartitionWorker;
import io.tidemark.speed.consume.Topics;
import io.tidemark.speed.consume.WorkerLoop;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.ManifestsUnreadableException;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.generation.GenerationCodec;
import io.tidemark.speed.handover.HandedOver;
import io.tidemark.speed.query.SpeedView;
import io.tidemark.speed.savepoint.StateCopy;
import io.tidemark.speed.state.HeldStates;
import io.tidemark.speed.state.MovedStates;
import io.tidemark.speed.state.StateContext;
import io.tidemark.speed.store.OpeningStateStore;
import io.tidemark.speed.store.RocksStateStore;
import io.tidemark.usercode.CodeWatch;
import io.tidemark.usercode.CodeWatchStep;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The speed layer in one process: consumer threads in front of one state store, a follower of the manifests, and the
 * realtime view over them. Start it, ask its {@link #view}, close it. Whoever starts it has other things to start as well:
 * what is slow, the state and Kafka, is begun by its own threads.
 */
public final class SpeedNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpeedNode.class);
    private static final Duration TOPICS_EVERY = Duration.ofSeconds(1);
    private static final Duration HAND_OVER_LOOK = Duration.ofMillis(50);
    /** What is only looked at costs little: it is looked at again soon whatever was wrong. */
    private static final Backoff OFTEN = new Backoff(Duration.ofMillis(200), TOPICS_EVERY, TOPICS_EVERY);

    private final SpeedSettings settings;
    private final Topics topics;
    private final TidemarkFollower tidemarks;
    private final MovedStates moved;
    private final Leases leases;
    private final OpeningStateStore store;
    private final List<WorkerLoop> loops = new ArrayList<>();
    private final SupervisedLoop topicsLoop;
    private final SupervisedLoop follower;
    private final SupervisedLoop handOverLoop;
    private final SupervisedLoop watchLoop;
    private final SupervisedLoop hangLoop;
    private final SpeedView view;
    private final Faults faults;
    private final HeldStates states;
    private final OtherMembers others;
    private final HandedOver handedOver;
    /** Follower thread only. */
    private final FoundFaults ofPartitions;
    /** Manifest number and lease version that the workers were told of; both only grow. Follower thread only. */
    private long learned;

    /**
     * What a node stands between.
     *
     * @param others the other members of the readers' group
     * @param faults where the node, and what it was given, say what is wrong
     */
    public record Between(LogReaders readers, OtherMembers others, LogTopics log, BatchViews views, Faults faults) {
        /** One whose group has no other members. */
        public Between(LogReaders readers, LogTopics log, BatchViews views, Faults faults) {
            this(readers, OtherMembers.NONE, log, views, faults);
        }
    }

    /** Begins to open a node's state directory, which takes a while after a kill: what the node needs is made meanwhile. */
    public static OpeningStateStore openState(SpeedSettings settings) {
        return new OpeningStateStore(() -> RocksStateStore.lasting(settings.stateDirectory(), settings.cacheBytes()));
    }

    /**
     * Puts the node together; {@link #start} sets it going.
     *
     * @param state from {@link #openState} with the same settings; closed with the node
     */
    public SpeedNode(Model model, SpeedSettings settings, OpeningStateStore state, Between between, Clock clock) {
        this.settings = settings;
        this.store = state;
        this.topics = new Topics(model, between.log());
        this.tidemarks = new TidemarkFollower(between.views(), between.log(), clock);
        this.leases = new Leases(clock);
        CodeWatch watch = new CodeWatch(clock);
        StateContext context = StateContext.of(store, settings.interval(), Cut.PROVEN, watch)
                .within(new SharedBudget(settings.memoryBytes()))
                .without(tidemarks::isEnded);
        this.moved = new MovedStates(
                context.keeping(version -> tidemarks.isPublished(version) || leases.isHeld(version)), model);
        this.faults = between.faults();
        this.states = context.states();
        this.others = between.others();
        this.handedOver = new HandedOver(states, others, tidemarks, leases, Cut.PROVEN);
        this.ofPartitions = new FoundFaults(faults);
        for (int i = 0; i < settings.threads(); i++) {
            loops.add(new WorkerLoop(
                    "speed-" + i, () -> worker(model, between.readers(), context), settings.tick(), faults, clock));
        }
        this.topicsLoop =
                new SupervisedLoop("speed-topics", new InterruptibleStep(this::refreshTopics), OFTEN, faults, clock);
        this.follower = new SupervisedLoop("speed-follower", this::follow, OFTEN, faults, clock);
        this.handOverLoop = new SupervisedLoop("speed-hand-over", this::letGo, OFTEN, faults, clock);
        this.watchLoop = new SupervisedLoop("speed-code-watch", new CodeWatchStep(watch, faults), OFTEN, faults, clock);
        this.hangLoop = new SupervisedLoop(
                "speed-loop-watch",
                new LoopWatch(() -> loops.stream().map(WorkerLoop::report).toList(), faults),
                OFTEN,
                faults,
                clock);
        this.view = new SpeedView(settings.node(), model, topics, leases, Cut.PROVEN, context.states(), this::faults);
    }

    /** Returns at once; what keeps it from going on, such as an absent broker, is tried again and told by the status. */
    public void start() {
        loops.forEach(WorkerLoop::start);
        topicsLoop.start();
        follower.start();
        handOverLoop.start();
        watchLoop.start();
        hangLoop.start();
    }

    /**
     * Returns once the state is open.
     *
     * @throws io.tidemark.speed.store.UnusableStateException if the state directory can never be used as it is
     */
    public void awaitOpen() {
        store.awaitOpen();
    }

    public RealtimeView view() {
        return view;
    }

    /**
     * Writes all of the state that is written down to a stream, as of one instant, while the node goes on.
     *
     * @return what it holds
     */
    public List<GenerationCodec.Stored> copyState(OutputStream to) throws IOException {
        return StateCopy.write(store, to);
    }

    /**
     * Reads no more: writes all down and leaves the group, and goes on answering until others answer for its partitions, if
     * there are others, for as long as its settings say. To be closed next.
     */
    public void handOver() {
        stopReading();
        long end = System.nanoTime() + settings.handOver().toNanos();
        try {
            while (System.nanoTime() < end && handedOver.step() > 0 && others.isAny()) {
                TimeUnit.MILLISECONDS.sleep(HAND_OVER_LOOK.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        states.resting().forEach(state -> LOG.info("ends before another has taken over: partition={}", state.id()));
    }

    private void stopReading() {
        hangLoop.close();
        watchLoop.close();
        handOverLoop.close();
        loops.forEach(WorkerLoop::close);
    }

    @Override
    public void close() {
        stopReading();
        follower.close();
        topicsLoop.close();
        store.close();
    }

    private Duration letGo() {
        int resting = states.resting().size();
        if (handedOver.step() < resting) {
            // What was answered from may be of no more use.
            moved.sweep(tidemarks::tidemark);
        }
        return settings.follow();
    }

    private PartitionWorker worker(Model model, LogReaders readers, StateContext context) {
        // The tidemark must be known before the first record is folded: a node that is new begins there.
        followNow();
        // Its client is made while the follower describes the topics.
        PartitionWorker worker = new PartitionWorker(model, context, topics, tidemarks, leases, readers);
        try {
            topics.refreshWithOthers();
        } catch (FaultException told) {
            // By the topics' own loop, and it is one topic's: the others are read, and this one once it can be.
            LOG.debug("a topic is not what it was, or cannot be asked for", told);
        } catch (RuntimeException e) {
            worker.close();
            throw e;
        }
        return worker;
    }

    private void followNow() {
        try {
            tidemarks.step();
        } catch (IOException e) {
            throw new ManifestsUnreadableException(e);
        }
    }

    private Duration follow() {
        tellFaultsOfPartitions();
        followNow();
        long seen = tidemarks.manifestNumber() + leases.version();
        if (seen != learned) {
            learned = seen;
            loops.forEach(WorkerLoop::tellNews);
            moved.sweep(tidemarks::tidemark);
        }
        return settings.follow();
    }

    /** What stops a partition, or one of its aggregations, stands with it: who listens to the node's faults hears it too. */
    private void tellFaultsOfPartitions() {
        List<Fault> found = new ArrayList<>(states.failing().values());
        states.written().forEach(state -> found.addAll(state.stopped()));
        ofPartitions.found(found);
    }

    private Duration refreshTopics() {
        topics.refresh();
        return TOPICS_EVERY;
    }

    private List<Fault> faults() {
        return faults.standing();
    }
}
