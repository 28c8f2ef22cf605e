package io.tidemark.http.testing;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.Files;
import io.tidemark.http.Listener;
import io.tidemark.http.ListenerLimits;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.Offer;
import io.tidemark.http.Requested;
import io.tidemark.http.access.Doorkeeper;
import io.tidemark.http.exchange.Body;
import io.tidemark.http.exchange.Endpoint;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import io.tidemark.http.exchange.Routes;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.http.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener with a route of each kind, and whoever asks it as strangers do. */
public final class ListenerBench implements AutoCloseable {
    public static final int LARGE = 8 * 1024 * 1024;

    public final Faults faults = new Faults(FaultListener.NONE);
    /** Of as many bytes each, of an answer in pieces. */
    public static final int PIECE = 64 * 1024;

    public final AtomicInteger endless = new AtomicInteger();
    /** How many pieces were written. */
    public final AtomicInteger pieces = new AtomicInteger();
    /** What is asked of {@code /held} is answered then, or when its time is over. */
    public final CountDownLatch letGo = new CountDownLatch(1);

    private final AtomicInteger held = new AtomicInteger();
    private final Listener listener;

    public ListenerBench(ListenerSettings settings) {
        this(settings, Doorkeeper.open());
    }

    /** One that lets in whom somebody lets in. */
    public ListenerBench(ListenerSettings settings, Doorkeeper doorkeeper) {
        List<Route> routes = List.of(
                Route.read("/items").getAtOnce(request -> text("all")),
                Route.read("/items/{name}")
                        .getAtOnce(request -> text(request.path().get("name"))),
                Route.operate("/items")
                        .post(Body.JSON, Endpoint.whole(request -> text(request.body().length + " bytes"))),
                Route.read("/worker").getByWorker(request -> text("worked")),
                Route.read("/held").getByWorker(request -> held()),
                Route.operate("/fares").getByKeptWorker(request -> text("well")),
                Route.operate("/steered")
                        .postToKeptWorker(Body.JSON, request -> text(request.body().length + " bytes")),
                Route.read("/large")
                        .getAtOnce(request -> new Reply(200, "application/octet-stream", new byte[LARGE], Map.of())),
                Route.read("/pieces")
                        .getByWorker(request -> Reply.inPieces(outlet -> {
                            OutputStream out = outlet.begin("text/plain", Map.of("A-Header", "of it"));
                            for (int written = 0; written < LARGE; written += PIECE) {
                                out.write(new byte[PIECE]);
                                pieces.incrementAndGet();
                            }
                            return Optional.empty();
                        })),
                Route.read("/endless")
                        .get(
                                Route.Work.ENDLESS,
                                Endpoint.whole(
                                        request -> Reply.endless((response, callback) -> endless.incrementAndGet()))),
                Route.open("/fails").getAtOnce(request -> {
                    throw new IllegalStateException("a bug");
                }));
        listener = new Listener(
                settings,
                new Offer(
                        "bench",
                        new Routes(routes),
                        Files.NONE,
                        Problem::of,
                        new AnswerFaults(faults),
                        Requested.NOBODY,
                        doorkeeper));
        listener.start();
    }

    public static ListenerSettings quick() {
        return ListenerSettings.on("127.0.0.1", 0).within(new ListenerLimits(16, 2, 4, Duration.ofSeconds(1)));
    }

    private Reply held() {
        try {
            held.incrementAndGet();
            letGo.await();
            return text("let go");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return text("interrupted");
        }
    }

    /** Until so many workers are held. */
    public void awaitHeld(int workers) {
        while (held.get() < workers) {
            Thread.onSpinWait();
        }
    }

    private static Reply text(String text) {
        return Reply.text(200, "text/plain", text);
    }

    public URI uri() {
        return listener.uri();
    }

    public int connections() {
        return listener.connections();
    }

    /** The value of a right header Host. */
    public String host() {
        return listener.uri().getAuthority();
    }

    public RawClient raw() throws IOException {
        return new RawClient(listener.uri());
    }

    @Override
    public void close() {
        listener.close();
    }
}
