package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.http.testing.RawClient;
import io.tidemark.http.testing.RawClient.Answer;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any request to any route, signed in and not, is answered or refused in our form, holds nothing, and changes no answer.
 * {@code -Dtidemark.fuzz.seeds=1000} plays more; {@code -Dtidemark.fuzz.first=N} begins at one that failed.
 */
@Timeout(3_600)
final class AnyRequestTest {
    private static final int REQUESTS = 100;
    private static final Set<Integer> OF_A_SERVER = Set.of(503, 504, 505);
    private static final String QUESTION = "/v1/aggregations/sales-by-shop/query?window=all";

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 2, 100);

    private final Set<Integer> seen = new TreeSet<>();

    private HttpBench bench(String name, Guests guests) {
        InMemoryBatchViews batch = new InMemoryBatchViews();
        batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
        return new HttpBench(
                log,
                directory.resolve(name),
                batch,
                guests == null ? HttpBench.quick() : HttpBench.quick().withAccess(guests.settingsWithoutRules()),
                new LogRealtimeView(log).caughtUp());
    }

    @Test
    void anybodyIsAnsweredWhereNobodyIsAskedWhoTheyAre() throws IOException {
        try (HttpBench bench = bench("open", null)) {
            play(bench, "", 0);
        }
    }

    @Test
    void whoIsSignedInIsAnswered() throws IOException {
        Guests guests = new Guests(directory).know("ada", "admin");
        try (HttpBench bench = bench("signed-in", guests)) {
            play(bench, "Authorization: Bearer ada\r\n", 1);
        }
    }

    @Test
    void whoIsNotSignedInIsRefused() throws IOException {
        Guests guests = new Guests(directory).know("ada", "admin");
        try (HttpBench bench = bench("stranger", guests)) {
            play(bench, "", 2);
        }
    }

    private void play(HttpBench bench, String authorization, int salt) throws IOException {
        List<String> templates = new ArrayList<>();
        bench.json("/openapi.json").path("paths").fieldNames().forEachRemaining(templates::add);
        templates.addAll(List.of("/", "/index.html", "/nowhere", "*"));
        String asked = authorization.isEmpty()
                ? ""
                : authorization.substring("Authorization: Bearer ".length()).strip();
        String before = rows(bench, asked);
        int first = Integer.getInteger("tidemark.fuzz.first", 0);
        int seeds = Integer.getInteger("tidemark.fuzz.seeds", 4);
        for (int seed = first; seed < first + seeds; seed++) {
            SplittableRandom random = new SplittableRandom(1_000L * seed + salt);
            String host = bench.uri("/").getAuthority();
            for (int i = 0; i < REQUESTS; i++) {
                byte[] request = new AnyRequest(random, templates, host, authorization).bytes();
                look(bench, request, "-Dtidemark.fuzz.first=" + seed + ", request " + i);
            }
        }
        assertTrue(
                seen.containsAll(Set.of(asked.isEmpty() && salt > 0 ? 401 : 200, 204, 400, 404, 405)), seen::toString);
        assertNothingIsHeld(bench, asked);
        assertEquals(before, rows(bench, asked));
    }

    private static String rows(HttpBench bench, String guest) {
        return Guests.json(bench, guest.isEmpty() ? "nobody" : guest, QUESTION)
                .path("rows")
                .toString();
    }

    private void look(HttpBench bench, byte[] request, String seed) throws IOException {
        String text = new String(request, StandardCharsets.ISO_8859_1);
        try (RawClient client = new RawClient(bench.uri("/"))) {
            client.send(request).endOutput();
            Answer answer;
            try {
                answer = text.startsWith("HEAD ") ? client.head() : client.next();
            } catch (SocketTimeoutException silent) {
                throw new AssertionError(seed + ": neither an answer nor an end:\n" + text, silent);
            } catch (IOException ended) {
                // Of half a request, or of none, there may be no answer.
                return;
            }
            seen.add(answer.status());
            judge(answer, seed + ":\n" + text + "\n" + answer);
        } catch (IOException unsent) {
            // The connection ended while too much was sent.
        }
    }

    private static void judge(Answer answer, String words) {
        int status = answer.status();
        assertTrue(status >= 100 && (status < 500 || OF_A_SERVER.contains(status)), words);
        if (status >= 400) {
            assertEquals("application/problem+json", answer.header("Content-Type"), words);
            if (!answer.body().isEmpty()) {
                JsonNode problem = HttpBench.parse(answer.body());
                assertEquals(status, problem.path("status").asInt(), words);
                assertTrue(problem.path("code").asText().startsWith("TM-HTTP-"), words);
                assertTrue(
                        !answer.body().contains("Exception") && !answer.body().contains("java."), words);
            }
        }
        if (status >= 200) {
            assertEquals("nosniff", answer.header("X-Content-Type-Options"), words);
        }
    }

    /** As many at once as there are workers are answered, and nobody follows any more. */
    private static void assertNothingIsHeld(HttpBench bench, String guest) {
        String name = guest.isEmpty() ? "nobody" : guest;
        HttpBench.await(() -> Guests.get(bench, name, "/v1/aggregations/sales-by-shop/top?by=sales")
                        .statusCode()
                != 503);
        HttpResponse<String> figures = Guests.get(bench, name, "/metrics");
        if (figures.statusCode() == 200) {
            HttpBench.await(() -> Guests.get(bench, name, "/metrics").body().contains("tidemark_live_clients 0.0"));
            assertEquals(
                    "[]", Guests.json(bench, name, "/v1/status").path("faults").toString());
        }
    }
}
