package io.tidemark.serving.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers under way share some bytes: what does not fit is refused with its reason, and all is given back. */
class AnswerMemoryApiTest {
    private static final String BY_SHOP = "/v1/aggregations/" + SalesModel.BY_SHOP;
    private static final int NAME = 8_000;
    private static final int SHOPS = 60;

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 1, 0);
    private final LogRealtimeView realtime = new LogRealtimeView(log);
    private HttpBench bench;

    @BeforeEach
    void start() {
        HttpSettings usual = HttpBench.quick();
        HttpSettings little = new HttpSettings(
                usual.listener().within(usual.listener().limits().memoryBytes(900_000)), usual.limits(), usual.live());
        bench = new HttpBench(log, directory, new InMemoryBatchViews(), little, realtime);
        for (int shop = 0; shop < SHOPS; shop++) {
            String name = String.format("%04d", shop).repeat(NAME / 4);
            log.append(0, new Sale(name, 0, 1, SalesLog.START), SalesLog.START);
        }
        realtime.caughtUp();
    }

    @AfterEach
    void stop() {
        bench.close();
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
        try (Socket silent = new Socket()) {
            silent.setReceiveBufferSize(1_024);
            silent.connect(new InetSocketAddress(
                    bench.uri("/").getHost(), bench.uri("/").getPort()));
            silent.getOutputStream()
                    .write(("GET /v1/live?aggregation=" + SalesModel.BY_SHOP
                                    + "&limit=2 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                            .getBytes(US_ASCII));
            HttpBench.await(() -> bench.get("/metrics").body().contains("tidemark_live_clients 1"));
            String first = "0000".repeat(NAME / 4);
            HttpBench.await(() -> {
                log.append(0, new Sale(first, 0, 1, SalesLog.START), SalesLog.START);
                realtime.caughtUp();
                return bench.get("/metrics").body().contains("tidemark_live_clients 0");
            });
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
