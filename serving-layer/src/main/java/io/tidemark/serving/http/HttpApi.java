package io.tidemark.serving.http;

import io.tidemark.fault.Reason;
import io.tidemark.http.Threads;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.serving.flip.FlipListener;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.http.live.LiveUpdates;
import io.tidemark.serving.http.operate.Metrics;
import io.tidemark.serving.http.operate.Serving;
import io.tidemark.serving.http.query.QuestionReader;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The API of one serving node, listening. Started once, closed once. */
public final class HttpApi implements FlipListener, AutoCloseable {
    private static final int MOST_LIVE_THREADS = 4;

    private final HttpSettings settings;
    private final Server server;
    private final ServerConnector connector;
    /** Kept, since a connector that was closed no longer says where it was. */
    private volatile Optional<URI> uri = Optional.empty();

    private final LiveUpdates live;
    private final Api api;
    private final Metrics metrics;
    /** What comes while the API is closed needs no time limit any more, and is not to fail for want of it. */
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(2, Threads.named("serving-timer"), new ThreadPoolExecutor.DiscardPolicy());

    public HttpApi(Serving serving, HttpSettings settings, Metrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        AnswerFaults faults = new AnswerFaults(serving.faults());
        QuestionReader reader = new QuestionReader(serving.model(), settings.limits(), serving.clock());
        this.live = new LiveUpdates(
                new LiveUpdates.Between(serving, reader, faults),
                settings.live(),
                Math.min(MOST_LIVE_THREADS, settings.workers()),
                settings.timeout());
        metrics.bind(serving, live::clients);
        // An answered request must not be held on to until it would have timed out.
        timer.setRemoveOnCancelPolicy(true);
        this.api = new Api(new Routes(serving, reader, metrics), live, settings, metrics, timer, faults);
        // Small questions are answered by the selectors' threads: one alone would leave a second core idle.
        int selectors = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
        QueuedThreadPool threads = new QueuedThreadPool(8 + 2 * selectors, 2);
        threads.setName("serving-http");
        threads.setDaemon(true);
        this.server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setHttpCompliance(HttpCompliance.RFC9110);
        this.connector = new ServerConnector(server, 1, selectors, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        server.addConnector(connector);
        server.setHandler(api);
        server.setErrorHandler(new UnreadableRequests());
    }

    /**
     * Begins to listen.
     *
     * @throws java.io.UncheckedIOException if the address cannot be listened on
     */
    public void start() {
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new java.io.UncheckedIOException(
                    "http " + settings.host() + ":" + settings.port() + ": cannot be listened on: " + Reason.of(e)
                            + "; free the port or set another",
                    new java.io.IOException(e));
        }
        uri = Optional.of(URI.create("http://" + settings.host() + ":" + connector.getLocalPort() + "/"));
        live.start(timer);
    }

    /** Where it listens, or did until it was closed. Known once it is started. */
    public URI uri() {
        return uri.orElseThrow(() -> new IllegalStateException("http: is not started"));
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
        timer.shutdownNow();
        try {
            server.stop();
            if (!api.endWorkers(Duration.ofSeconds(30)) || !live.hasEnded(Duration.ofSeconds(30))) {
                throw new IllegalStateException("http: requests are still being worked on after 30 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("http: cannot be stopped: " + Reason.of(e), e);
        }
    }
}
