package io.tidemark.serving.http.live;

import io.tidemark.fault.Reason;
import io.tidemark.fault.Reminders;
import io.tidemark.http.Threads;
import io.tidemark.http.access.Asker;
import io.tidemark.http.access.Doorkeeper;
import io.tidemark.http.access.Right;
import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.json.Json;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.Problem;
import io.tidemark.http.problem.ProblemException;
import io.tidemark.memory.ByteBudget;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.QueryWords;
import io.tidemark.serving.flip.FlipListener;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.http.json.AnswerJson;
import io.tidemark.serving.http.operate.Serving;
import io.tidemark.serving.http.operate.StatusEndpoints;
import io.tidemark.serving.http.problem.ServingFailures;
import io.tidemark.serving.http.query.Granted;
import io.tidemark.serving.http.query.QuestionReader;
import io.tidemark.serving.merge.question.Page;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live updates as server-sent events: {@code series} (the rows that changed, with their proof), {@code status} when it
 * changes, {@code flip} at each flip, {@code problem} before the stream ends; a comment when there is nothing to say. Each
 * client is brought up to date on its own, once in a period: one whose answer fails is told so and is gone, one whose
 * answer takes long holds up none but itself, one that does not read is gone, and heartbeats wait for no answer.
 */
public final class LiveUpdates implements FlipListener {
    /** Where it is followed. */
    public static final String PATH = "/v1/live";

    private static final Logger LOG = LoggerFactory.getLogger(LiveUpdates.class);
    private static final byte[] NO_STATUS = {};
    /** So many heartbeats an event may be on its way to a client. */
    private static final int SLOWEST = 4;

    private final Serving serving;
    private final QuestionReader reader;
    private final StatusEndpoints status;
    private final LiveSettings settings;
    private final Duration longest;
    private final ByteBudget memory;
    private final AnswerFaults faults;
    private final Doorkeeper doorkeeper;
    private final Reminders reminders;
    private final Map<LiveClient, Step> clients = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor answering;
    private final Summary summary = new Summary();

    /** What live updates stand between. */
    public record Between(Serving serving, QuestionReader reader, AnswerFaults faults, Doorkeeper doorkeeper) {}

    /**
     * What answers may take.
     *
     * @param threads how many make them
     * @param longest how long one may take
     * @param memoryBytes how much they hold, with what all clients were sent last
     */
    public record Means(int threads, Duration longest, long memoryBytes) {}

    public LiveUpdates(Between between, LiveSettings settings, Means means) {
        this.serving = between.serving();
        this.reader = between.reader();
        this.faults = between.faults();
        this.doorkeeper = between.doorkeeper();
        this.reminders = new Reminders(between.serving().clock());
        this.settings = settings;
        this.longest = means.longest();
        this.memory = new ByteBudget(means.memoryBytes(), Duration.ZERO);
        this.status = new StatusEndpoints(serving);
        this.answering = new ThreadPoolExecutor(
                means.threads(),
                means.threads(),
                60,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Threads.named("serving-live"));
        answering.allowCoreThreadTimeOut(true);
    }

    public void start(ScheduledExecutorService timer) {
        every(timer, settings.period(), this::step);
        every(timer, settings.heartbeat().dividedBy(4), this::heartbeat);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It is cancelled with its timer.
    private void every(ScheduledExecutorService timer, Duration period, Runnable task) {
        Runnable again = () -> {
            try {
                task.run();
            } catch (Throwable fault) {
                // What throws would not be called again.
                if (reminders.isDue("live updates", "failed")) {
                    LOG.error("Clients that follow live could not be looked after", fault);
                }
            }
        };
        timer.scheduleWithFixedDelay(again, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    public int clients() {
        return clients.size();
    }

    /** Takes a client on. */
    public Reply follow(ApiRequest request) {
        refuseIfFull();
        Asker asker = request.asker();
        Optional<LiveSeries> series = series(request.words(QueryWords.OF_OBJECTS), asker);
        if (series.isEmpty() && !asker.mayWithAll(Right.OPERATE)) {
            throw HttpFault.FORBIDDEN.at(
                    PATH, "the status of all aggregations needs the right operate for each", "name an aggregation");
        }
        return Reply.endless((response, callback) -> begin(series, asker, response, callback));
    }

    private void begin(Optional<LiveSeries> series, Asker asker, Response response, Callback callback) {
        LiveClient client = new LiveClient(series, response, callback, memory);
        boolean isFull;
        synchronized (clients) {
            isFull = clients.size() >= settings.clients();
            if (!isFull) {
                clients.put(client, new Step(client, asker));
            }
        }
        client.open();
        if (isFull) {
            // Others came in between.
            client.end(full().problem());
        }
    }

    private void refuseIfFull() {
        if (clients.size() >= settings.clients()) {
            throw full();
        }
    }

    private ProblemException full() {
        return HttpFault.TOO_MANY_LIVE_CLIENTS.at(
                PATH, clients.size() + " clients follow already", "close one, or poll the query");
    }

    private Optional<LiveSeries> series(Parameters query, Asker asker) {
        Optional<String> name = query.one(QueryWords.AGGREGATION);
        if (name.isEmpty()) {
            query.allowOnly(List.of(QueryWords.AGGREGATION));
            return Optional.empty();
        }
        Granted granted = reader.aggregation(name.get(), asker);
        AggregationDefinition<?> definition = granted.definition();
        reader.allow(query, definition, QueryWords.OF_LIVE);
        Page page = new Page(
                query.number(
                        "limit", reader.limits().usualRows(), 1, reader.limits().usualRows()),
                QuestionReader.order(query),
                Optional.empty());
        reader.series(query, granted);
        return Optional.of(new LiveSeries(granted, () -> reader.series(query, granted), page, serving.merged()));
    }

    /** Has every client brought up to date that is not being. */
    private void step() {
        clients.keySet().removeIf(LiveClient::isGone);
        if (!clients.isEmpty()) {
            summary.begin();
            clients.values().forEach(Step::begin);
        }
    }

    private void heartbeat() {
        for (Map.Entry<LiveClient, Step> client : List.copyOf(clients.entrySet())) {
            client.getKey().heartbeat(settings.heartbeat().toNanos());
            client.getValue().endIfLong();
            if (client.getKey().isSlow(SLOWEST * settings.heartbeat().toNanos())) {
                client.getKey().fail(new TimeoutException("its events are read too slowly"));
                LOG.info("One who follows live reads too slowly, and is let go: asked={}", client.getValue().asked);
            }
        }
    }

    private void end(LiveClient client, Problem problem) {
        clients.remove(client);
        client.end(problem);
    }

    /** Something that is done by a thread of its own, and not begun again before it has ended. */
    private abstract class Task {
        private Future<?> running;
        private long beganNanos;

        synchronized void begin() {
            if (running == null) {
                beganNanos = System.nanoTime();
                running = answering.submit(this::run);
            }
        }

        private void run() {
            try {
                work();
            } catch (Throwable fault) {
                failed(fault);
            } finally {
                synchronized (this) {
                    running = null;
                }
            }
        }

        /** Interrupts it if it takes longer than an answer may. Returns whether it does. */
        synchronized boolean interruptIfLong() {
            boolean isLong = running != null && System.nanoTime() - beganNanos > longest.toNanos();
            if (isLong) {
                running.cancel(true);
            }
            return isLong;
        }

        abstract void work();

        abstract void failed(Throwable fault);
    }

    /** One client's next events. */
    private final class Step extends Task {
        private final LiveClient client;
        private final Asker asker;
        private final boolean seesStatus;
        private final String asked;

        Step(LiveClient client, Asker asker) {
            this.client = client;
            this.asker = asker;
            this.seesStatus = asker.mayWithAll(Right.OPERATE);
            this.asked = "GET " + PATH
                    + client.series()
                            .map(s -> "?aggregation=" + s.definition().name())
                            .orElse("");
        }

        @Override
        void work() {
            if (!doorkeeper.mayGoOn(asker)) {
                // Whoever follows comes again, and is looked at again.
                clients.remove(client);
                client.end();
                return;
            }
            client.step(client.series().isEmpty() ? summary.known() : seesStatus ? summary.ifKnown() : NO_STATUS);
            if (faults.isAny()) {
                faults.answered(asked);
            }
        }

        @Override
        void failed(Throwable fault) {
            Problem problem = ServingFailures.of(fault, asked);
            end(client, problem);
            faults.failed(asked, problem, fault);
        }

        void endIfLong() {
            if (interruptIfLong()) {
                end(
                        client,
                        HttpFault.TIMED_OUT
                                .at(asked, "took more than " + longest, "ask for less, or see /v1/status")
                                .problem());
            }
        }
    }

    /** How all aggregations stand, made once for all clients. */
    private final class Summary extends Task {
        private volatile byte[] newest = {};
        private volatile Throwable fault;

        @Override
        void work() {
            newest = Json.bytes(status::writeSummary);
            fault = null;
        }

        @Override
        void failed(Throwable thrown) {
            fault = thrown;
        }

        /** For a client that follows something else. */
        byte[] ifKnown() {
            return newest;
        }

        /** For one that follows nothing else. */
        byte[] known() {
            Throwable thrown = fault;
            if (thrown != null) {
                throw new IllegalStateException("the status cannot be told: " + Reason.of(thrown), thrown);
            }
            return newest;
        }
    }

    @Override
    public void flipped(ServedView from, ServedView to) {
        byte[] flip = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("aggregation", to.definition().name());
            json.writeNumberField("from", from.manifest());
            json.writeNumberField("to", to.manifest());
            json.writeStringField("run", to.entry().run());
            AnswerJson.tidemark(json, to.tidemark());
            Json.millis(json, "tidemarkClock", to.tidemark().leastLogClockMillis());
            json.writeEndObject();
        });
        clients.keySet().forEach(client -> client.flipped(to.definition().name(), flip));
    }

    /** Ends all clients, and their answers. */
    public void end() {
        clients.keySet().forEach(LiveClient::end);
        clients.clear();
        answering.shutdownNow();
    }

    public boolean hasEnded(Duration within) throws InterruptedException {
        return answering.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
    }
}
