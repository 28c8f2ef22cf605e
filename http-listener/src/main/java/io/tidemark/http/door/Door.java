package io.tidemark.http.door;

import io.tidemark.http.access.Allowance;
import io.tidemark.http.access.Asker;
import io.tidemark.http.access.Doorkeeper;
import io.tidemark.http.access.Doorkeeper.Admission;
import io.tidemark.http.access.Doorkeeper.Admitted;
import io.tidemark.http.access.Doorkeeper.Later;
import io.tidemark.http.access.Doorkeeper.LooksLong;
import io.tidemark.http.access.Doorkeeper.TurnedAway;
import io.tidemark.http.exchange.Access;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.ProblemException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests are asked who sends them. Passwords are slow by design: few threads look at them, which nobody else needs,
 * and few may wait for those.
 */
public final class Door implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Door.class);
    private static final int THREADS = 2;
    private static final int WAITING = 16;
    private static final int NETWORK_BYTES = 8;
    private static final String BEARER = "Bearer realm=\"Tidemark\"";
    private static final String BASIC = "Basic realm=\"Tidemark\", charset=\"UTF-8\"";
    private static final String SIGN_IN =
            "send Authorization: Bearer with a token or a JWT, or Basic with a user and a password";

    private final Doorkeeper doorkeeper;
    private final long patienceNanos;
    private final ThreadPoolExecutor signIns;
    private final ScheduledThreadPoolExecutor refresh;

    /** @param patience how long somebody waits for a password to be looked at */
    public Door(Doorkeeper doorkeeper, String name, Duration patience) {
        this.doorkeeper = doorkeeper;
        this.patienceNanos = patience.toNanos();
        this.signIns = new ThreadPoolExecutor(
                THREADS, THREADS, 60, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), named(name + "-sign-in"));
        signIns.allowCoreThreadTimeOut(true);
        this.refresh = new ScheduledThreadPoolExecutor(1, named(name + "-access"));
    }

    private static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It catches all that it throws.
    public void start() {
        if (!doorkeeper.isOpen()) {
            refresh.scheduleWithFixedDelay(this::refresh, 1, 1, TimeUnit.SECONDS);
        }
    }

    private void refresh() {
        try {
            doorkeeper.refresh();
        } catch (Throwable e) {
            // What throws would not be called again.
            LOG.error("Whether who may ask was changed could not be seen", e);
        }
    }

    /** Who sends a request, if that can be told at once. */
    public Admission at(Request request) {
        return doorkeeper.isOpen()
                ? Doorkeeper.ANYBODY
                : doorkeeper.knows(request.getHeaders().get(HttpHeader.AUTHORIZATION), address(request));
    }

    private static String address(Request request) {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                        && remote.getAddress() instanceof Inet6Address six
                ? network(six)
                : Request.getRemoteAddr(request);
    }

    /** Who has one address of IPv6 has the 2^64 of its network, and could come from another each time. */
    static String network(Inet6Address address) {
        return HexFormat.ofDelimiter(":").formatHex(address.getAddress(), 0, NETWORK_BYTES) + "/64";
    }

    /** Lets a request in, or says why it is not; now, or on another thread when its password was looked at. */
    public void admit(Admission admission, Access needed, Request request, Consumer<Asker> in, Consumer<Reply> out) {
        if (!(admission instanceof LooksLong looks)) {
            settle(admission, needed, request, in, out);
            return;
        }
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        try {
            signIns.execute(() -> {
                if (System.nanoTime() - request.getBeginNanoTime() > patienceNanos) {
                    // Who sent it has gone, or soon will: to look at it would keep others waiting.
                    out.accept(busy());
                } else {
                    Admission looked = doorkeeper.admit(authorization, looks.credentials(), address(request));
                    settle(looked, needed, request, in, out);
                }
            });
        } catch (RejectedExecutionException e) {
            out.accept(busy());
        }
    }

    private static Reply busy() {
        return problem(HttpFault.BUSY.at("server", "too many sign-ins wait already", "try again in a second"));
    }

    private static void settle(
            Admission admission, Access needed, Request request, Consumer<Asker> in, Consumer<Reply> out) {
        if (admission instanceof Admitted admitted && needed.isGivenTo(admitted.asker())) {
            in.accept(admitted.asker());
        } else if (admission instanceof Admitted admitted && !admitted.asker().isStranger()) {
            out.accept(problem(HttpFault.FORBIDDEN.at(
                    Request.getPathInContext(request),
                    "needs the right operate for every aggregation, with all of its groups",
                    "ask for what you may, or have the right granted")));
        } else if (admission instanceof Later later) {
            out.accept(problem(HttpFault.TOO_MUCH.at(
                            "header Authorization",
                            "too many wrong passwords were sent",
                            "try again in " + later.seconds() + " s"))
                    .with(HttpFault.TOO_MUCH.status(), Map.of("Retry-After", Long.toString(later.seconds()))));
        } else {
            String why = admission instanceof TurnedAway away ? away.why() : "is not given";
            out.accept(problem(HttpFault.UNAUTHENTICATED.at("header Authorization", why, SIGN_IN))
                    .with(HttpFault.UNAUTHENTICATED.status(), Map.of("WWW-Authenticate", challenge(request))));
        }
    }

    private static Reply problem(ProblemException thrown) {
        return Reply.problem(thrown.problem());
    }

    /** A page's own requests are not to bring up the browser's form: the page has one. */
    private static String challenge(Request request) {
        String mode = request.getHeaders().get("Sec-Fetch-Mode");
        return mode == null || mode.equals("navigate") ? BEARER + ", " + BASIC : BEARER;
    }

    /** What a request's sender has left, if there are limits. */
    public Optional<Allowance> allowance(Asker asker, Request request) {
        return doorkeeper.allowance(asker, address(request));
    }

    /** The reply to who has spent too much. */
    public static Reply tooMuch(long seconds) {
        return problem(HttpFault.TOO_MUCH.at(
                        "who asks",
                        "has asked as much as they may (http.limit. keys)",
                        "try again in " + seconds + " s, and ask for less"))
                .with(HttpFault.TOO_MUCH.status(), Map.of("Retry-After", Long.toString(seconds)));
    }

    /** The reply to who follows as many answers as they may. */
    public static Reply followsTooMuch() {
        return problem(HttpFault.TOO_MUCH.at(
                "who asks", "follows as many answers as they may (http.limit.live)", "close one, or poll the query"));
    }

    @Override
    public void close() {
        refresh.shutdownNow();
        signIns.shutdownNow();
    }
}
