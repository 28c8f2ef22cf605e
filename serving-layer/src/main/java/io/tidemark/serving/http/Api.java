package io.tidemark.serving.http;

import io.tidemark.http.Threads;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.Problem;
import io.tidemark.http.problem.ProblemException;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.serving.http.exchange.ApiRequest;
import io.tidemark.serving.http.exchange.Endpoint.Asked;
import io.tidemark.serving.http.exchange.Exchange;
import io.tidemark.serving.http.exchange.Parameters;
import io.tidemark.serving.http.exchange.Reply;
import io.tidemark.serving.http.exchange.Route;
import io.tidemark.serving.http.live.LiveUpdates;
import io.tidemark.serving.http.operate.Metrics;
import io.tidemark.serving.http.problem.ServingFailures;
import io.tidemark.serving.merge.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each request to its endpoint and its reply back. What may wait is done by a bounded number of workers within a
 * bounded time, so that Jetty's own threads stay free: a speed node that hangs costs its askers an answer and nobody
 * else. A small question to this process alone is answered by the thread that brings it.
 */
final class Api extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final int BODY_BYTES = 64 * 1024;
    private static final byte[] NO_BODY = {};

    private final Routes routes;
    private final KnownRequests known = new KnownRequests();
    private final LiveUpdates live;
    private final ConsoleFiles console = new ConsoleFiles();
    private final HttpSettings settings;
    private final Metrics metrics;
    private final ThreadPoolExecutor workers;
    private final ScheduledExecutorService timer;
    private final AnswerFaults faults;
    private final SlowSpell slow = new SlowSpell();

    Api(
            Routes routes,
            LiveUpdates live,
            HttpSettings settings,
            Metrics metrics,
            ScheduledExecutorService timer,
            AnswerFaults faults) {
        this.routes = routes;
        this.live = live;
        this.settings = settings;
        this.metrics = metrics;
        this.timer = timer;
        this.faults = faults;
        this.workers = new ThreadPoolExecutor(
                settings.workers(),
                settings.workers(),
                60,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.waiting()),
                Threads.named("serving-worker"));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Exchange exchange = new Exchange(response, callback);
        KnownRequests.Known before = isGet(request) ? known.find(pathQuery(request)) : null;
        if (before != null) {
            bySize(before.route(), before.asked(), request, exchange);
            return true;
        }
        String path = Request.getPathInContext(request);
        try {
            if (path.equals(LiveUpdates.PATH)) {
                requireOne(request, path, "GET");
                live.follow(parameters(request), response, callback);
                return true;
            }
            Optional<Routes.Found> found = routes.find(request.getMethod(), path);
            if (found.isPresent()) {
                answer(found.get(), request, exchange);
            } else {
                exchange.send(consoleFile(request, path));
            }
        } catch (Throwable e) {
            Problem problem = ServingFailures.of(e, path);
            faults.failed(asked(request), problem, e);
            exchange.send(Reply.problem(problem));
        }
        return true;
    }

    private static boolean isGet(Request request) {
        return request.getMethod().equals("GET");
    }

    private static String pathQuery(Request request) {
        return request.getHttpURI().getPathQuery();
    }

    private Reply consoleFile(Request request, String path) {
        Reply file = console.find(path)
                .orElseThrow(() -> HttpFault.NO_SUCH_PATH.at(
                        "path \"" + path + "\"", "is not known", "see /openapi.json for what there is"));
        requireGet(request, path);
        return file;
    }

    /** Of what has no end there is no head: it would be followed without a reader. */
    private static void requireOne(Request request, String path, String method) {
        if (!request.getMethod().equals(method)) {
            throw HttpFault.METHOD_NOT_ALLOWED.at(path, request.getMethod() + " is not known here", "use " + method);
        }
    }

    private static void requireGet(Request request, String path) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw HttpFault.METHOD_NOT_ALLOWED.at(path, request.getMethod() + " is not known here", "use GET");
        }
    }

    private void answer(Routes.Found found, Request request, Exchange exchange) {
        Route route = found.route();
        switch (route.work()) {
            case AT_ONCE ->
                send(exchange, route, request, reply(request, route, () -> asked(found, request)
                        .answer()
                        .apply(Waiting.ALLOWED)));
            case BY_WORKER -> byWorker(exchange, route, request, () -> asked(found, request));
            case BY_SIZE -> bySize(found, request, exchange);
        }
    }

    private void bySize(Routes.Found found, Request request, Exchange exchange) {
        Route route = found.route();
        Asked asked;
        try {
            asked = asked(found, request);
        } catch (Throwable e) {
            send(exchange, route, request, failed(request, route, e));
            return;
        }
        if (isGet(request)) {
            known.keep(pathQuery(request), new KnownRequests.Known(route, asked));
        }
        bySize(route, asked, request, exchange);
    }

    private void bySize(Route route, Asked asked, Request request, Exchange exchange) {
        Reply reply = asked.isSmall() && slow.isOver() ? atOnce(route, asked, request) : null;
        if (reply != null) {
            send(exchange, route, request, reply);
        } else {
            byWorker(exchange, route, request, () -> asked);
        }
    }

    /** The answer, or null if this thread would have to wait for it: others need it to be heard at all. */
    private Reply atOnce(Route route, Asked asked, Request request) {
        long began = System.nanoTime();
        try {
            return answered(request, asked.answer().apply(Waiting.REFUSED));
        } catch (WouldWaitException e) {
            return null;
        } catch (Throwable e) {
            return failed(request, route, e);
        } finally {
            slow.took(System.nanoTime() - began);
        }
    }

    private void byWorker(Exchange exchange, Route route, Request request, Reading reading) {
        AtomicReference<Future<?>> work = new AtomicReference<>();
        byWorker(exchange, route, request, work, () -> begin(exchange, route, request, work, reading));
        ScheduledFuture<?> timeout = timer.schedule(
                () -> timeOut(exchange, route, request, work),
                settings.timeout().toMillis(),
                TimeUnit.MILLISECONDS);
        Request.addCompletionListener(request, fault -> timeout.cancel(false));
    }

    private void byWorker(
            Exchange exchange, Route route, Request request, AtomicReference<Future<?>> work, Runnable task) {
        try {
            work.set(workers.submit(task));
        } catch (RejectedExecutionException e) {
            send(exchange, route, request, busy(settings.waiting() + " requests wait already"));
        }
    }

    /** Reads a request, and answers it now or, on another worker, when what it needs is there. */
    @SuppressWarnings("FutureReturnValueIgnored") // Whatever comes of it is sent.
    private void begin(
            Exchange exchange, Route route, Request request, AtomicReference<Future<?>> work, Reading reading) {
        Asked asked;
        CompletableFuture<? extends AutoCloseable> needs;
        try {
            asked = reading.asked();
            needs = asked.needs().get();
        } catch (Throwable e) {
            send(exchange, route, request, failed(request, route, e));
            return;
        }
        if (needs.isDone()) {
            send(exchange, route, request, finish(request, route, asked, needs));
            return;
        }
        needs.whenComplete((held, fault) -> {
            if (exchange.isAnswered()) {
                close(held);
            } else {
                byWorker(
                        exchange,
                        route,
                        request,
                        work,
                        () -> send(exchange, route, request, finish(request, route, asked, needs)));
            }
        });
    }

    private Reply finish(Request request, Route route, Asked asked, CompletableFuture<? extends AutoCloseable> needs) {
        AutoCloseable held = null;
        try {
            held = needs.join();
            return answered(request, asked.answer().apply(Waiting.ALLOWED));
        } catch (CompletionException e) {
            return failed(request, route, e.getCause());
        } catch (Throwable e) {
            return failed(request, route, e);
        } finally {
            close(held);
        }
    }

    private static void close(AutoCloseable held) {
        try {
            if (held != null) {
                held.close();
            }
        } catch (Exception e) {
            LOG.warn("What an answer needed could not be given back", e);
        }
    }

    private static Reply busy(String fault) {
        Problem problem =
                HttpFault.BUSY.at("server", fault, "try again in a second").problem();
        return Reply.problem(problem).with(problem.kind().status(), Map.of("Retry-After", "1"));
    }

    private void timeOut(Exchange exchange, Route route, Request request, AtomicReference<Future<?>> work) {
        Problem problem = HttpFault.TIMED_OUT
                .at(route.template(), "took more than " + settings.timeout(), "ask for less, or see /v1/status")
                .problem();
        send(exchange, route, request, Reply.problem(problem));
        Future<?> underWay = work.get();
        if (underWay != null) {
            underWay.cancel(true);
        }
    }

    private void send(Exchange exchange, Route route, Request request, Reply reply) {
        if (exchange.send(reply)) {
            metrics.requested(route, reply.status(), Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime()));
        }
    }

    /** What makes a reply, or throws why there is none. */
    @FunctionalInterface
    private interface Work {
        Reply reply() throws IOException;
    }

    /** What reads a request, or throws why it cannot be. */
    @FunctionalInterface
    private interface Reading {
        Asked asked() throws IOException;
    }

    private static Asked asked(Routes.Found found, Request request) throws IOException {
        byte[] body = found.route().method().equals("POST") ? body(request) : NO_BODY;
        return found.route().endpoint().read(new ApiRequest(found.path(), parameters(request), body));
    }

    private Reply reply(Request request, Route route, Work work) {
        try {
            return answered(request, work.reply());
        } catch (Throwable e) {
            return failed(request, route, e);
        }
    }

    private Reply answered(Request request, Reply reply) {
        if (faults.isAny()) {
            faults.answered(asked(request));
        }
        return reply;
    }

    private Reply failed(Request request, Route route, Throwable thrown) {
        if (thrown instanceof RejectedExecutionException) {
            return busy("too many earlier manifests are being loaded");
        }
        Problem problem = ServingFailures.of(thrown, route.template());
        faults.failed(asked(request), problem, thrown);
        return Reply.problem(problem);
    }

    private static String asked(Request request) {
        return request.getMethod() + " " + Request.getPathInContext(request);
    }

    private static Parameters parameters(Request request) {
        try {
            return Parameters.of(request);
        } catch (RuntimeException e) {
            throw HttpFault.BAD_WORD.at(
                    "query string", "cannot be read: " + e.getMessage(), "encode it as UTF-8 with %XX escapes");
        }
    }

    private static byte[] body(Request request) throws IOException {
        refuseForeign(request);
        if (request.getLength() > BODY_BYTES) {
            throw tooLarge();
        }
        byte[] body;
        try (var in = Content.Source.asInputStream(request)) {
            body = in.readNBytes(BODY_BYTES + 1);
        }
        if (body.length > BODY_BYTES) {
            throw tooLarge();
        }
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (body.length > 0 && (type == null || !type.startsWith(Reply.JSON))) {
            throw HttpFault.NOT_JSON.at("header Content-Type", String.valueOf(type), "send " + Reply.JSON);
        }
        return body;
    }

    private static ProblemException tooLarge() {
        return HttpFault.BODY_TOO_LARGE.at("body", "has more than " + BODY_BYTES + " bytes", "send less");
    }

    /** A page of another site must not steer this node through its reader's browser. */
    private static void refuseForeign(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw HttpFault.FOREIGN_ORIGIN.at("header Origin", origin, "send it from " + host);
        }
    }

    /** Ends the workers: after what they are at, if it does not take longer than it may. Returns whether none is left. */
    boolean endWorkers(Duration within) throws InterruptedException {
        workers.shutdown();
        if (!workers.awaitTermination(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
            workers.shutdownNow();
        }
        return workers.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
    }
}
