package io.tidemark.speed;

import io.tidemark.fault.Fault;
import io.tidemark.log.LogReaders;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RealtimeView;
import io.tidemark.speed.consume.PartitionWorker;
import io.tidemark.speed.consume.Topics;
import io.tidemark.speed.consume.WorkerLoop;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.query.SpeedView;
import io.tidemark.speed.state.OpeningStateStore;
import io.tidemark.speed.state.RocksStateStore;
import io.tidemark.speed.state.StateContext;
import io.tidemark.tidemark.CutRule;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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
    private static final long TOPICS_EVERY_MILLIS = 1000;

    private final SpeedSettings settings;
    private final Topics topics;
    private final TidemarkFollower tidemarks;
    private final Leases leases;
    private final OpeningStateStore store;
    private final List<WorkerLoop> loops = new ArrayList<>();
    private final ScheduledExecutorService follower;
    private final SpeedView view;
    /** Manifest number and lease version that the workers were told of; both only grow. Follower thread only. */
    private long learned;

    private volatile String batchFault;
    private volatile String topicFault;

    /** What a node stands between. */
    public record Between(LogReaders readers, LogTopics log, BatchViews views) {}

    /** Begins to open a node's state directory, which takes a while after a kill: what the node needs is made meanwhile. */
    public static OpeningStateStore openState(SpeedSettings settings) {
        return new OpeningStateStore(() -> RocksStateStore.open(settings.stateDirectory(), settings.cacheBytes()));
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
        this.tidemarks = new TidemarkFollower(between.views());
        this.leases = new Leases(clock);
        StateContext context = StateContext.of(store, settings.interval(), CutRule.ALL);
        long rowsEach = Math.max(1, settings.memoryRows() / settings.threads());
        for (int i = 0; i < settings.threads(); i++) {
            loops.add(new WorkerLoop(
                    "speed-" + i, () -> worker(model, between.readers(), context), settings.tick(), rowsEach));
        }
        this.follower = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "speed-follower"));
        this.view =
                new SpeedView(settings.node(), model, topics, leases, CutRule.ALL, context.states()::all, this::faults);
    }

    /** Returns at once; what keeps it from going on, such as an absent broker, is tried again and told by the status. */
    @SuppressWarnings("FutureReturnValueIgnored") // Each task catches all and keeps it as a fault.
    public void start() {
        loops.forEach(WorkerLoop::start);
        follower.scheduleWithFixedDelay(this::refreshTopics, 0, TOPICS_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        follower.scheduleWithFixedDelay(this::follow, 0, settings.follow().toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Returns once the state is open.
     *
     * @throws io.tidemark.speed.state.StateStoreException if the state directory cannot be used
     */
    public void awaitOpen() {
        store.awaitOpen();
    }

    public RealtimeView view() {
        return view;
    }

    @Override
    public void close() {
        follower.shutdownNow();
        loops.forEach(WorkerLoop::close);
        store.close();
    }

    private PartitionWorker worker(Model model, LogReaders readers, StateContext context) {
        // The tidemark must be known before the first record is folded: a node that is new begins there.
        followNow();
        // Its client is made while the follower describes the topics.
        PartitionWorker worker = new PartitionWorker(model, context, topics, tidemarks, leases, readers);
        try {
            topics.refreshWithOthers();
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
            throw new LogUnavailableException("the batch layer's manifests cannot be read: " + e.getMessage(), e);
        }
    }

    private void follow() {
        try {
            tidemarks.step();
            batchFault = null;
        } catch (IOException | RuntimeException e) {
            batchFault = note(batchFault, "the batch layer's manifests cannot be read: " + e.getMessage());
        }
        long seen = tidemarks.manifestNumber() + leases.version();
        if (seen != learned) {
            learned = seen;
            loops.forEach(WorkerLoop::tellNews);
        }
    }

    private void refreshTopics() {
        try {
            topics.refresh();
            topicFault = null;
        } catch (RuntimeException e) {
            topicFault = note(topicFault, e.getMessage());
        }
    }

    private static String note(String before, String fault) {
        if (!fault.equals(before)) {
            LOG.error("{}", fault);
        }
        return fault;
    }

    private List<Fault> faults() {
        List<String> faults = new ArrayList<>();
        loops.forEach(loop -> loop.fault().filter(f -> !faults.contains(f)).ifPresent(faults::add));
        for (String fault : new String[] {batchFault, topicFault}) {
            if (fault != null && !faults.contains(fault)) {
                faults.add(fault);
            }
        }
        return faults.stream().map(this::standing).toList();
    }

    private Fault standing(String fault) {
        return new Fault("TM-SPEED-008", "speed node " + settings.node(), fault, "see the node's log");
    }
}
