package io.tidemark.serving;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Faults;
import io.tidemark.http.access.Doorkeeper;
import io.tidemark.loop.Backoff;
import io.tidemark.loop.SupervisedLoop;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.serving.flip.HistoricViews;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.serving.flip.ViewFollower;
import io.tidemark.serving.http.GuardedModel;
import io.tidemark.serving.http.HttpApi;
import io.tidemark.serving.http.operate.Metrics;
import io.tidemark.serving.http.operate.Serving;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.rocks.RocksBatchIndex;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.RangeRanking;
import io.tidemark.serving.merge.realtime.OwnershipWatch;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.serving.ranges.Ranges;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the batch views, merges them with the realtime view, and answers over HTTP. Made, started, closed. Listens as
 * soon as it is started, and is ready once it has loaded the newest manifest.
 */
public final class ServingNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServingNode.class);
    private static final int HISTORIC_LOADS = 2;
    private static final int HISTORIC_LOADS_WAITING = 64;
    private static final long LOADS_END_SECONDS = 60;

    private final ServingSettings settings;
    private final Faults faults;
    private final BatchIndex index;
    private final Optional<Ranges> ranges;
    private final ViewFollower follower;
    private final MergedQuery merged;
    private final HttpApi http;
    /** As many as there are aggregations at most; idle ones end. */
    private final ThreadPoolExecutor loads = pool("serving-loader", 0, Integer.MAX_VALUE, new SynchronousQueue<>());

    /** As many as there are questions under way at other nodes; idle ones end. */
    private final ThreadPoolExecutor asks = pool("serving-asks", 0, Integer.MAX_VALUE, new SynchronousQueue<>());

    private final ThreadPoolExecutor historicLoads =
            pool("serving-history", HISTORIC_LOADS, HISTORIC_LOADS, new ArrayBlockingQueue<>(HISTORIC_LOADS_WAITING));
    private final List<SupervisedLoop> loops = new ArrayList<>();

    /**
     * Opens the index and puts the parts together.
     *
     * @param speedNodes all that are to be asked; not closed with this node
     * @throws io.tidemark.http.identity.AccessFileException if a file that says who may ask cannot be used
     * @throws io.tidemark.serving.index.IndexException if another process uses the index directory, or it cannot be
     *     written
     */
    public ServingNode(
            Model model,
            ServingSettings settings,
            List<? extends RealtimeView> speedNodes,
            BatchViews batch,
            BatchControl control,
            Clock clock) {
        this(model, settings, SpeedNodes.of(speedNodes), batch, control, clock, new Faults(settings.listener()));
    }

    /**
     * The same with speed nodes that come and go, and a place for its faults.
     *
     * @param faults have those, too, of what it leans on and does not look after itself
     */
    public ServingNode(
            Model model,
            ServingSettings settings,
            SpeedNodes speedNodes,
            BatchViews batch,
            BatchControl control,
            Clock clock,
            Faults faults) {
        this.settings = settings;
        this.faults = faults;
        // Before anything is open: a file that cannot be used keeps a node from its start.
        Doorkeeper doorkeeper = settings.http().access().doorkeeper(GuardedModel.of(model), clock, faults);
        BatchIndex own = RocksBatchIndex.open(settings.indexDirectory(), settings.cacheBytes());
        this.ranges = ranges(model, own, batch);
        this.index = ranges.map(Ranges::index).orElse(own);
        ServedViews served = new ServedViews(model);
        RealtimeViews realtime = new RealtimeViews(model, speedNodes, asks);
        this.follower = new ViewFollower(
                model,
                new ViewFollower.Between(batch, index, realtime, speedNodes, served),
                new ViewFollower.Setting(settings.node(), settings.lease(), clock, loads, asks, faults));
        HistoricViews historic = new HistoricViews(model, batch, index, historicLoads);
        this.merged = new MergedQuery(served, historic, index, realtime, clock);
        Serving serving =
                new Serving(settings.node(), model, index, served, follower, realtime, merged, control, clock, faults);
        this.http = new HttpApi(serving, settings.http(), doorkeeper, new Metrics());
        served.listen(http);
        loops.add(loop("serving-follower", clock, () -> {
            follower.step();
            return settings.poll();
        }));
        OwnershipWatch ownership = new OwnershipWatch(model, served, realtime, clock, faults);
        loops.add(loop("serving-ownership", clock, () -> {
            ownership.step();
            return settings.poll();
        }));
        loops.add(loop("serving-leases", clock, follower.leases()::step));
        ranges.ifPresent(of -> loops.add(loop("serving-ranges", clock, of.watching())));
    }

    private Optional<Ranges> ranges(Model model, BatchIndex own, BatchViews batch) {
        try {
            return settings.ranges()
                    .map(set -> new Ranges(
                            set,
                            new Ranges.Between(model, own, new RangeRanking(), batch),
                            historicLoads,
                            asks,
                            faults));
        } catch (Throwable unfit) {
            own.close();
            throw unfit;
        }
    }

    private SupervisedLoop loop(String name, Clock clock, io.tidemark.loop.LoopStep step) {
        return new SupervisedLoop(name, step, Backoff.DEFAULT, faults, clock);
    }

    private static ThreadPoolExecutor pool(String name, int least, int most, BlockingQueue<Runnable> waiting) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(least, most, 10, TimeUnit.SECONDS, waiting, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Listens, loads, and goes on following.
     *
     * @throws java.io.UncheckedIOException if the address cannot be listened on
     */
    public void start() {
        ranges.ifPresent(Ranges::start);
        http.start();
        loops.forEach(SupervisedLoop::start);
        LOG.info("Serving: node={} uri={}", settings.node(), http.uri());
    }

    /** Where it answers, or did until it was closed. Known once it is started. */
    public URI uri() {
        return http.uri();
    }

    /** Where other serving nodes ask it for its range, if views are divided. Known once it is started. */
    public Optional<URI> rangeUri() {
        return ranges.map(Ranges::uri);
    }

    /** Whether it has loaded the newest manifest. */
    public boolean isReady() {
        return follower.isReady();
    }

    /** What is wrong with this node at present. */
    public List<Fault> faults() {
        return faults.standing();
    }

    /** The same answers without HTTP. */
    public MergedQuery query() {
        return merged;
    }

    @Override
    public void close() {
        http.close();
        ranges.ifPresent(Ranges::close);
        loops.forEach(SupervisedLoop::close);
        asks.shutdownNow();
        loads.shutdownNow();
        historicLoads.shutdownNow();
        try {
            // The index must not be closed under a load that writes into it.
            if (loads.awaitTermination(LOADS_END_SECONDS, TimeUnit.SECONDS)
                    && historicLoads.awaitTermination(LOADS_END_SECONDS, TimeUnit.SECONDS)) {
                index.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
