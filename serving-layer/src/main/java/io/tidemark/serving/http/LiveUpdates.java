package io.tidemark.serving.http;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.flip.FlipListener;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.merge.Page;
import io.tidemark.serving.merge.Page.Order;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live updates as server-sent events: {@code series} (the rows that changed, with their proof), {@code status} when it
 * changes, {@code flip} at each flip, {@code problem}; a comment when there is nothing to say. One thread brings all
 * clients up to date, once in a period.
 */
final class LiveUpdates implements FlipListener {
    private static final Logger LOG = LoggerFactory.getLogger(LiveUpdates.class);

    private static final List<String> WORDS =
            List.of("aggregation", "from", "to", "window", "hop", "zone", "metrics", "order", "limit");

    private final Serving serving;
    private final QuestionReader reader;
    private final StatusEndpoints status;
    private final HttpSettings settings;
    private final List<LiveClient> clients = new CopyOnWriteArrayList<>();

    LiveUpdates(Serving serving, HttpSettings settings) {
        this.serving = serving;
        this.settings = settings;
        this.reader = new QuestionReader(serving.model(), settings, serving.clock());
        this.status = new StatusEndpoints(serving);
    }

    ScheduledFuture<?> start(ScheduledExecutorService timer) {
        long period = settings.live().period().toMillis();
        return timer.scheduleWithFixedDelay(this::step, period, period, TimeUnit.MILLISECONDS);
    }

    int clients() {
        return clients.size();
    }

    /** Takes a client on; the callback is completed when it is gone. */
    void follow(Parameters query, Response response, Callback callback) {
        refuseIfFull();
        LiveClient client = new LiveClient(series(query), response, callback);
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        synchronized (clients) {
            refuseIfFull();
            clients.add(client);
        }
        client.open();
    }

    private void refuseIfFull() {
        if (clients.size() >= settings.live().clients()) {
            throw HttpFault.TOO_MANY_LIVE_CLIENTS.at(
                    Routes.LIVE, clients.size() + " clients follow already", "close one, or poll the query");
        }
    }

    private Optional<LiveSeries> series(Parameters query) {
        Optional<String> name = query.one("aggregation");
        if (name.isEmpty()) {
            query.allowOnly(List.of("aggregation"));
            return Optional.empty();
        }
        AggregationDefinition<?> definition = reader.aggregation(name.get());
        reader.allow(query, definition, WORDS);
        Page page = new Page(
                query.number(
                        "limit", settings.rows().usual(), 1, settings.rows().usual()),
                query.word("order", "earliest", "latest").equals("earliest")
                        ? Order.EARLIEST_FIRST
                        : Order.LATEST_FIRST,
                Optional.empty());
        reader.series(query, definition);
        return Optional.of(new LiveSeries(definition, () -> reader.series(query, definition), page, serving.merged()));
    }

    /** Brings every client up to date. */
    void step() {
        clients.removeIf(LiveClient::isGone);
        if (clients.isEmpty()) {
            return;
        }
        try {
            byte[] now = Json.bytes(status::writeSummary);
            for (LiveClient client : clients) {
                client.step(now, settings.live().heartbeat().toNanos());
            }
        } catch (RuntimeException e) {
            LOG.warn("Clients that follow live could not be brought up to date", e);
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
        clients.forEach(client -> client.flipped(to.definition().name(), flip));
    }

    void end() {
        clients.forEach(LiveClient::end);
        clients.clear();
    }
}
