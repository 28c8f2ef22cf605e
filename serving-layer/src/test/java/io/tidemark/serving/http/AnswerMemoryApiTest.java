package io.tidemark.serving.http;

import static io.tidemark.serving.http.LongNames.BY_SHOP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.SalesModel;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers under way share some bytes: what does not fit is refused with its reason, and all is given back. */
class AnswerMemoryApiTest {
    @TempDir
    Path directory;

    private LongNames names;
    private HttpBench bench;

    @BeforeEach
    void start() {
        names = new LongNames(directory, 1, limits -> limits);
        bench = names.bench;
    }

    @AfterEach
    void stop() {
        names.close();
    }

    private void requireRefused(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(bench.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> refused = bench.send(request);
        assertEquals(503, refused.statusCode(), refused::body);
        assertTrue(refused.body().contains("TM-HTTP-033"), refused::body);
        assertTrue(refused.body().contains("ask for fewer rows"), refused::body);
        assertEquals("1", refused.headers().firstValue("Retry-After").orElse(""));
        assertEquals(200, bench.get(BY_SHOP + "/query?limit=5").statusCode(), "all is given back");
    }

    @Test
    void anAnswerThatIsMoreThanThereIsForAllIsRefused() throws Exception {
        requireRefused(BY_SHOP + "/query?limit=100");
        requireRefused(BY_SHOP + "/query?limit=100", "Accept", "text/csv");
        requireRefused(BY_SHOP + "/groups?limit=100");
        requireRefused(BY_SHOP + "/top?by=sales&n=60");
    }

    @Test
    void whoFollowsMoreThanThereIsForAllIsToldAndGone() throws Exception {
        try (Follower follower = new Follower(bench, "/v1/live?aggregation=" + SalesModel.BY_SHOP)) {
            JsonNode problem = follower.next("problem", p -> true);
            assertEquals("TM-HTTP-033", problem.path("code").asText(), problem::toString);
            follower.awaitEnd();
        }
        try (Follower follower = new Follower(bench, "/v1/live?aggregation=" + SalesModel.BY_SHOP + "&limit=2")) {
            assertEquals(2, follower.next("series", e -> true).path("rows").size());
        }
    }

    @Test
    void whoFollowsAndDoesNotReadIsLetGo() throws Exception {
        try (Socket silent = names.silent("/v1/live?aggregation=" + SalesModel.BY_SHOP + "&limit=2")) {
            HttpBench.await(() -> bench.get("/metrics").body().contains("tidemark_live_clients 1"));
            HttpBench.await(() -> {
                names.sell(0, 0);
                names.realtime.caughtUp();
                return bench.get("/metrics").body().contains("tidemark_live_clients 0");
            });
            assertFalse(silent.isClosed(), "it did not go by itself");
        }
    }

    @Test
    void manyAtOnceWaitForOneAnotherOrAreRefusedAndAllIsGivenBack() throws Exception {
        for (int round = 0; round < 5; round++) {
            List<CompletableFuture<HttpResponse<String>>> asked = Stream.of(
                            "/query?limit=8", "/top?by=sales&n=8", "/groups?limit=8", "/query?limit=12")
                    .flatMap(path -> Stream.generate(() -> HttpRequest.newBuilder(bench.uri(BY_SHOP + path))
                                    .header("Accept-Encoding", "gzip")
                                    .build())
                            .limit(2))
                    .map(request -> bench.client().sendAsync(request, BodyHandlers.ofString()))
                    .toList();
            int answered = 0;
            for (CompletableFuture<HttpResponse<String>> one : asked) {
                HttpResponse<String> answer = one.get();
                answered += answer.statusCode() == 200 ? 1 : 0;
                assertTrue(
                        answer.statusCode() == 200 || answer.body().contains("TM-HTTP-033"),
                        () -> answer.statusCode() + " " + answer.body());
            }
            assertTrue(answered > 0, "none was answered");
        }
        assertEquals(200, bench.get(BY_SHOP + "/query?limit=8").statusCode());
        assertEquals(200, bench.get(BY_SHOP + "/query?limit=8").statusCode());
    }
}
