package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.http.access.AccessSettings;
import io.tidemark.http.access.AskerLimits;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is written down of each request. */
@Timeout(120)
final class AuditLogTest {
    private static final String PATH = "/v1/aggregations/" + SalesModel.BY_SHOP;
    private static final String UNKNOWN = "/v1/aggregations/none/query";

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 100);
    private HttpBench bench;

    @BeforeEach
    void open() {
        AccessSettings known = new Guests(directory)
                .know("rita", "read")
                .know("olga", "operate")
                .settingsWithoutRules();
        AccessSettings audited =
                new AccessSettings(known.ways(), known.rules(), AskerLimits.NONE, Optional.of(directory));
        InMemoryBatchViews batch = new InMemoryBatchViews();
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
        bench = new HttpBench(
                log,
                directory.resolve("index"),
                batch,
                HttpBench.quick().withAccess(audited),
                new LogRealtimeView(log).caughtUp());
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** All that is written of whom somebody knows, or of strangers. */
    private List<JsonNode> lines(String file) {
        try {
            Path path = directory.resolve(file);
            List<String> lines = Files.exists(path) ? Files.readAllLines(path) : List.of();
            return lines.stream().map(HttpBench::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The line that a request is written down with, which is once its last byte is gone: whoever has it may be answered the
     * next one before. What is refused after it takes it along.
     */
    private JsonNode line(Runnable request) {
        int before = lines("audit.log").size();
        request.run();
        Optional<JsonNode> line;
        do {
            assertEquals(404, Guests.get(bench, "rita", UNKNOWN).statusCode());
            line = lines("audit.log").stream()
                    .skip(before)
                    .filter(each -> !each.path("path").asText().equals(UNKNOWN))
                    .findFirst();
        } while (line.isEmpty());
        return line.get();
    }

    private HttpResponse<String> posted(String path, String body) {
        return bench.send(Guests.as(bench, "rita", path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void aQuestionIsWrittenDownWithWhoAskedAndWhatTheyWereTold() {
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
    void soIsOneThatIsPostedOrWantedAsATableWithoutItsBody() {
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
    void whatIsRefusedIsWrittenDownBeforeItsAnswerGoesAndWithoutRows() {
        for (int round = 0; round < 50; round++) {
            bench.get(PATH + "/query?window=all");
            // Where anybody may write as much as they like, nothing is that others may miss.
            JsonNode stranger = lines("strangers.log").get(round);
            Guests.get(bench, "rita", UNKNOWN);
            JsonNode missing = lines("audit.log").get(round);

            assertTrue(stranger.path("principal").isNull());
            assertEquals(401, stranger.path("status").asInt());
            assertEquals("rita", missing.path("principal").asText());
            assertEquals(404, missing.path("status").asInt());
            assertFalse(stranger.has("rows") || missing.has("rows"));
        }
    }

    @Test
    void soIsWhatSteersTheNode() {
        for (String action : List.of("pause", "resume")) {
            String path = "/v1/scheduler/" + action;
            HttpResponse<String> answer = bench.send(Guests.as(bench, "olga", path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{}")));

            List<JsonNode> lines = lines("audit.log");
            assertEquals(200, answer.statusCode(), answer::body);
            assertEquals(path, lines.get(lines.size() - 1).path("path").asText());
            assertEquals("olga", lines.get(lines.size() - 1).path("principal").asText());
        }
    }

    @Test
    void whatIsReadIsWrittenDownSoonOrAtTheEnd() {
        Guests.get(bench, "rita", PATH + "/query?window=all");
        HttpBench.await(() -> lines("audit.log").size() == 1);
        Guests.get(bench, "rita", PATH + "/groups");
        bench.close();

        assertEquals(PATH + "/groups", lines("audit.log").get(1).path("path").asText());
        assertEquals(2, lines("audit.log").size());
    }

    @Test
    void whileItCannotBeWrittenAllIsAnsweredAndAFaultSaysSo() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "Linux has a file that is always full");
        Path file = directory.resolve("audit.log");
        Files.createSymbolicLink(file, full);

        for (int i = 0; i < 10; i++) {
            assertEquals(404, Guests.get(bench, "rita", UNKNOWN).statusCode());
        }
        JsonNode status = Guests.json(bench, "olga", "/v1/status");
        assertTrue(status.path("faults").toString().contains("TM-SRV-018"), status::toString);
        Files.delete(file);

        HttpBench.await(() -> lines("audit.log").size() == 11);
        assertFalse(Guests.json(bench, "olga", "/v1/status")
                .path("faults")
                .toString()
                .contains("TM-SRV-018"));
    }
}
