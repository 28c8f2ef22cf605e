package io.tidemark.http;

import io.tidemark.fault.Reason;
import io.tidemark.http.connection.Connections;
import io.tidemark.http.connection.SlowReaders;
import io.tidemark.http.door.Door;
import io.tidemark.http.site.Names;
import io.tidemark.http.site.Origins;
import io.tidemark.http.tls.Tls;
import io.tidemark.memory.ByteBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node's address, and what it answers there. Started once, closed once. */
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final Duration END = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 500;
    /** How long an answer waits for memory that others hold. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ListenerSettings settings;
    private final Server server;
    private final ServerConnector connector;
    private final Optional<Tls> tls;
    private final Workers workers;
    private final Door door;
    private final Connections connections;
    /** Kept, since a connector that was closed no longer says where it was. */
    private volatile Optional<URI> uri = Optional.empty();

    /** What comes while it is closed needs no time limit any more, and is not to fail for want of it. */
    private final ScheduledThreadPoolExecutor timer;

    public Listener(ListenerSettings settings, Offer offer) {
        this.settings = settings;
        this.timer = new ScheduledThreadPoolExecutor(
                2, Threads.named(offer.name() + "-timer"), new ThreadPoolExecutor.DiscardPolicy());
        // An answered request must not be held on to until it would have timed out.
        timer.setRemoveOnCancelPolicy(true);
        Outcomes outcomes = new Outcomes(offer.failures(), offer.faults());
        this.workers = new Workers(settings.limits(), offer.name(), timer, outcomes);
        // Small questions are answered by the selectors' threads: one alone would leave a second core idle.
        int selectors = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);
        QueuedThreadPool threads = new QueuedThreadPool(8 + 2 * selectors, 2);
        threads.setName(offer.name() + "-http");
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.tls = settings.tls().map(files -> new Tls(files, offer.faults().of(), Clock.systemUTC()));
        this.connector = Connectors.of(server, selectors, tls);
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        server.addConnector(connector);
        Origins origins = new Origins(settings.sites());
        Replies replies = new Replies(origins, new SlowReaders(timer));
        this.door = new Door(offer.doorkeeper(), offer.name(), settings.limits().timeout());
        Dispatcher.Gate gate = new Dispatcher.Gate(new Names(settings.host(), settings.sites()), door, origins);
        server.setHandler(new Dispatcher(
                offer,
                gate,
                replies,
                workers,
                outcomes,
                new ByteBudget(settings.limits().memoryBytes(), PATIENCE)));
        server.setErrorHandler(new UnreadableRequests(replies));
        connections = new Connections(
                settings.limits().connections(), settings.limits().timeout());
        connector.addEventListener(connections);
        // Longer than an answer may take, which is nobody's silence.
        connector.setIdleTimeout(
                Math.max(IDLE.toMillis(), 2 * settings.limits().timeout().toMillis()));
    }

    /** How many clients are connected. */
    public int connections() {
        return connections.count();
    }

    /** For what is done now and then, until it is closed. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    /**
     * Begins to listen.
     *
     * @throws UncheckedIOException if the address cannot be listened on
     */
    public void start() {
        try {
            server.start();
            door.start();
        } catch (Exception e) {
            close();
            throw new UncheckedIOException(
                    "http " + settings.host() + ":" + settings.port() + ": cannot be listened on: " + Reason.of(e)
                            + "; free the port or set another",
                    new IOException(e));
        }
        every(LOOK_MILLIS, connections::look);
        tls.ifPresent(watched -> every(LOOK_MILLIS, watched::look));
        String scheme = tls.isPresent() ? "https" : "http";
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        uri = Optional.of(URI.create(scheme + "://" + host + ":" + connector.getLocalPort() + "/"));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It is cancelled with its timer.
    private void every(long millis, Runnable look) {
        Runnable again = () -> {
            try {
                look.run();
            } catch (Throwable e) {
                // What throws would not be called again.
                LOG.error("What a listener looks after could not be seen", e);
            }
        };
        timer.scheduleWithFixedDelay(again, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Where it listens, or did until it was closed. Known once it is started. */
    public URI uri() {
        return uri.orElseThrow(() -> new IllegalStateException("http: is not started"));
    }

    /** Ends what is under way; afterwards nothing is asked through it any more. */
    @Override
    public void close() {
        timer.shutdownNow();
        door.close();
        try {
            server.stop();
            if (!workers.end(END)) {
                throw new IllegalStateException("http: requests are still being worked on after " + END);
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
