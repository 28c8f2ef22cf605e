package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.http.access.AccessSettings;
import io.tidemark.http.access.AccessSettings.Auditing;
import io.tidemark.http.access.AskerLimits;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is written down of each request. */
@Timeout(120)
final class AuditLogTest {
    private static final String PATH = "/v1/aggregations/" + SalesModel.BY_SHOP;
    private static final Logger AUDIT = (Logger) LoggerFactory.getLogger("io.tidemark.audit");

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 100);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private HttpBench bench;

    @BeforeEach
    void open() {
        AccessSettings known = new Guests(directory).know("rita", "read").settingsWithoutRules();
        AccessSettings audited = new AccessSettings(known.ways(), known.rules(), AskerLimits.NONE, Auditing.ON);
        InMemoryBatchViews batch = new InMemoryBatchViews();
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
        bench = new HttpBench(
                log,
                directory.resolve("index"),
                batch,
                HttpBench.quick().withAccess(audited),
                new LogRealtimeView(log).caughtUp());
        written.list = new CopyOnWriteArrayList<>();
        written.start();
        AUDIT.setLevel(Level.INFO);
        AUDIT.setAdditive(false);
        AUDIT.addAppender(written);
    }

    @AfterEach
    void close() {
        AUDIT.detachAppender(written);
        AUDIT.setAdditive(true);
        AUDIT.setLevel(null);
        bench.close();
    }

    /** The line that a request is written down with: it may come a moment after the answer. */
    private JsonNode line(Runnable request) throws IOException, InterruptedException {
        written.list.clear();
        request.run();
        while (written.list.isEmpty()) {
            Thread.sleep(5);
        }
        return new ObjectMapper().readTree(written.list.get(0).getFormattedMessage());
    }

    private HttpResponse<String> posted(String path, String body) {
        return bench.send(Guests.as(bench, "rita", path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void aQuestionIsWrittenDownWithWhoAskedAndWhatTheyWereTold() throws Exception {
        for (String question : List.of("/query?window=all", "/top?by=sales&n=3", "/groups?limit=2")) {
            AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
            JsonNode line = line(() -> answer.set(Guests.get(bench, "rita", PATH + question)));

            JsonNode told = HttpBench.json(answer.get());
            JsonNode rows = told.path(question.startsWith("/groups") ? "groups" : "rows");
            assertTrue(rows.size() > 0, told::toString);
            assertEquals("rita", line.path("principal").asText());
            assertEquals("127.0.0.1", line.path("address").asText());
            assertEquals("GET", line.path("method").asText());
            assertEquals(SalesModel.BY_SHOP, line.path("aggregation").asText());
            assertEquals(200, line.path("status").asInt());
            assertEquals(rows.size(), line.path("rows").asInt());
            assertEquals(told.path("asOf"), line.path("asOf"));
            assertTrue(line.path("millis").isNumber() && line.hasNonNull("time"), line::toString);
        }
    }

    @Test
    void soIsOneThatIsPostedOrWantedAsATableWithoutItsBody() throws Exception {
        String body = "{\"shop\": [\"shop-1\", \"shop-2\"], \"window\": \"all\"}";
        JsonNode posted = line(() -> posted(PATH + "/query", body));
        JsonNode table = line(() -> bench.send(
                Guests.as(bench, "rita", PATH + "/query?window=all&shop=shop-1").header("Accept", "text/csv")));

        assertEquals("POST", posted.path("method").asText());
        assertEquals(2, posted.path("rows").asInt(), posted::toString);
        assertEquals(1, table.path("rows").asInt(), table::toString);
        for (JsonNode line : List.of(posted, table)) {
            assertEquals(SalesModel.BY_SHOP, line.path("aggregation").asText());
            assertTrue(line.path("asOf").isObject(), line::toString);
        }
        assertFalse(posted.toString().contains("shop-1"), posted::toString);
    }

    @Test
    void whatIsRefusedIsWrittenDownWithoutRows() throws Exception {
        JsonNode stranger = line(() -> bench.get(PATH + "/query?window=all"));
        // Where anybody may write as much as they like, nothing is that others may miss.
        assertEquals(AUDIT.getName() + ".strangers", written.list.get(0).getLoggerName());
        JsonNode missing = line(() -> Guests.get(bench, "rita", "/v1/aggregations/none/query"));

        assertTrue(stranger.path("principal").isNull());
        assertEquals(401, stranger.path("status").asInt());
        assertEquals(AUDIT.getName(), written.list.get(0).getLoggerName());
        assertEquals("rita", missing.path("principal").asText());
        assertEquals(404, missing.path("status").asInt());
        assertFalse(stranger.has("rows") || missing.has("rows"));
    }
}
