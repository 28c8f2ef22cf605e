package io.tidemark.serving;

import io.tidemark.model.Model;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RealtimeView;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.serving.flip.ViewFollower;
import io.tidemark.serving.http.HttpApi;
import io.tidemark.serving.http.Metrics;
import io.tidemark.serving.http.Serving;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.RealtimeViews;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the batch views, merges them with the realtime view, and answers over HTTP. Made, started, closed. Listens as
 * soon as it is started, and is ready once it has loaded the newest manifest.
 */
public final class ServingNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServingNode.class);

    private final ServingSettings settings;
    private final BatchIndex index;
    private final ViewFollower follower;
    private final MergedQuery merged;
    private final HttpApi http;
    private final ScheduledExecutorService polling;
    private ScheduledFuture<?> following;

    /**
     * Opens the index and puts the parts together.
     *
     * @param speedNodes all that are to be asked; not closed with this node
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
        this.settings = settings;
        this.index = BatchIndex.open(settings.indexDirectory(), settings.cacheBytes());
        ServedViews served = new ServedViews(model);
        RealtimeViews realtime = new RealtimeViews(model, speedNodes);
        AtomicReference<HttpApi> told = new AtomicReference<>();
        this.follower = new ViewFollower(
                model,
                new ViewFollower.Between(batch, index, realtime, served),
                settings.node(),
                settings.lease(),
                clock,
                (from, to) -> told.get().flipped(from, to));
        this.merged = new MergedQuery(served, follower, index, realtime, clock);
        Serving serving =
                new Serving(settings.node(), model, index, served, follower, realtime, merged, control, clock);
        this.http = new HttpApi(serving, settings.http(), new Metrics());
        told.set(http);
        this.polling = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "serving-follower");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Listens, loads, and goes on following.
     *
     * @throws java.io.UncheckedIOException if the address cannot be listened on
     */
    public void start() {
        http.start();
        following =
                polling.scheduleWithFixedDelay(this::step, 0, settings.poll().toMillis(), TimeUnit.MILLISECONDS);
        LOG.info("Serving: node={} uri={}", settings.node(), http.uri());
    }

    private void step() {
        try {
            follower.step();
        } catch (RuntimeException e) {
            LOG.error("The batch views could not be followed", e);
        }
    }

    /** Where it answers. */
    public URI uri() {
        return http.uri();
    }

    /** Whether it has loaded the newest manifest. */
    public boolean isReady() {
        return follower.isReady();
    }

    /** The same answers without HTTP. */
    public MergedQuery query() {
        return merged;
    }

    @Override
    public void close() {
        http.close();
        if (following != null) {
            following.cancel(false);
        }
        polling.shutdown();
        try {
            // The index must not be closed under a step that loads into it.
            if (polling.awaitTermination(60, TimeUnit.SECONDS)) {
                index.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
