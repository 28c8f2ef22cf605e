package io.tidemark.serving.http;

import io.tidemark.http.Listener;
import io.tidemark.http.ListenerLimits;
import io.tidemark.http.Offer;
import io.tidemark.http.Requested;
import io.tidemark.http.access.Doorkeeper;
import io.tidemark.http.exchange.Routes;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.serving.flip.FlipListener;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.http.audit.AuditLog;
import io.tidemark.serving.http.live.LiveUpdates;
import io.tidemark.serving.http.operate.Metrics;
import io.tidemark.serving.http.operate.Serving;
import io.tidemark.serving.http.problem.ServingFailures;
import io.tidemark.serving.http.query.QuestionReader;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The API of one serving node, listening. Started once, closed once. */
public final class HttpApi implements FlipListener, AutoCloseable {
    private static final int MOST_LIVE_THREADS = 4;
    /** That part of the memory for answers is for who follows live. */
    private static final int LIVE_PART = 4;

    private final LiveUpdates live;
    private final Metrics metrics;
    private final Optional<AuditLog> audit;
    private final Listener listener;

    public HttpApi(Serving serving, HttpSettings settings, Doorkeeper doorkeeper, Metrics metrics) {
        this.metrics = metrics;
        ListenerLimits limits = settings.listener().limits();
        long ofLive = limits.memoryBytes() / LIVE_PART;
        AnswerFaults faults = new AnswerFaults(serving.faults());
        QuestionReader reader = new QuestionReader(
                serving.model(), settings.limits(), limits.timeout().dividedBy(2), serving.clock());
        this.live = new LiveUpdates(
                new LiveUpdates.Between(serving, reader, faults, doorkeeper),
                settings.live(),
                new LiveUpdates.Means(Math.min(MOST_LIVE_THREADS, limits.workers()), limits.timeout(), ofLive));
        metrics.bind(serving, live::clients);
        this.audit =
                settings.access().audit().map(directory -> new AuditLog(directory, serving.clock(), serving.faults()));
        this.listener = new Listener(
                settings.listener().within(limits.memoryBytes(limits.memoryBytes() - ofLive)),
                new Offer(
                        "serving",
                        new Routes(ServingRoutes.of(serving, reader, metrics, live, limits.workers())),
                        new ConsoleFiles(),
                        ServingFailures::of,
                        faults,
                        told(metrics, audit),
                        doorkeeper));
    }

    private static Requested told(Metrics metrics, Optional<AuditLog> audit) {
        Requested next = audit.isPresent() ? audit.get() : Requested.NOBODY;
        return (answered, status, took, send) -> {
            metrics.requested(answered, status, took);
            next.requested(answered, status, took, send);
        };
    }

    /**
     * Begins to listen.
     *
     * @throws java.io.UncheckedIOException if the address cannot be listened on
     */
    public void start() {
        audit.ifPresent(AuditLog::start);
        listener.start();
        live.start(listener.timer());
    }

    /** Where it listens, or did until it was closed. Known once it is started. */
    public URI uri() {
        return listener.uri();
    }

    @Override
    public void flipped(ServedView from, ServedView to) {
        metrics.flipped(to.definition().name());
        live.flipped(from, to);
    }

    /** Ends what is under way; afterwards nobody reads through this API any more. */
    @Override
    public void close() {
        live.end();
        try {
            listener.close();
        } finally {
            // What was asked last is written down.
            audit.ifPresent(AuditLog::close);
        }
        try {
            if (!live.hasEnded(Duration.ofSeconds(30))) {
                throw new IllegalStateException("http: who follows live is still being answered after 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
