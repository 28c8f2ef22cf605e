package io.tidemark.serving.http;

import static io.tidemark.serving.http.LongNames.BY_SHOP;
import static io.tidemark.serving.http.LongNames.SHOPS;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.HttpBench;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All rows in one answer: 48 MB where there are 0.7 for all answers, read slowly, in part or not at all. */
class WholeAnswersApiTest {
    private static final int TILES = 100;
    private static final Duration ALL_TIMEOUT = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    private LongNames names;
    private HttpBench bench;

    @BeforeEach
    void start() {
        start(Duration.ofMinutes(1));
    }

    private void start(Duration wholeTimeout) {
        names = new LongNames(directory, TILES, limits -> limits.timeout(Duration.ofSeconds(10))
                .wholeTimeout(wholeTimeout));
        bench = names.bench;
        names.realtime.scanOnly(0);
    }

    @AfterEach
    void stop() {
        names.close();
    }

    private InputStream all(String accept) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = ask(accept);
        assertEquals(200, answer.statusCode());
        return answer.body();
    }

    private HttpResponse<InputStream> ask(String accept) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(bench.uri(BY_SHOP + "/query?limit=all"))
                .header("Accept", accept)
                .build();
        return bench.client().send(request, BodyHandlers.ofInputStream());
    }

    private Socket silent() throws IOException {
        Socket silent = names.silent(BY_SHOP + "/query?limit=all");
        assertEquals('H', silent.getInputStream().read(), "it is begun");
        return silent;
    }

    @Test
    void anAnswerLargerThanAllMemoryForAnswersIsReadWhole() throws Exception {
        assertEquals(503, bench.get(BY_SHOP + "/query?limit=1000").statusCode());
        byte[] json = all("application/json").readAllBytes();
        assertTrue(json.length > 48_000_000, () -> json.length + " bytes");
        JsonNode answer = HttpBench.parse(new String(json, UTF_8));
        assertTrue(answer.path("complete").asBoolean());
        assertEquals(SHOPS * TILES, answer.path("rows").size());
        assertTrue(answer.has("freshness"));
        assertFalse(answer.has("next"));
        String csv = new String(all("text/csv").readAllBytes(), UTF_8);
        assertEquals(1 + SHOPS * TILES, csv.lines().count());
        HttpRequest compressed = HttpRequest.newBuilder(bench.uri(BY_SHOP + "/query?limit=all"))
                .header("Accept-Encoding", "gzip")
                .build();
        byte[] small =
                bench.client().send(compressed, BodyHandlers.ofByteArray()).body();
        JsonNode expanded;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(small))) {
            expanded = HttpBench.parse(new String(in.readAllBytes(), UTF_8));
        }
        assertEquals(answer.path("rows"), expanded.path("rows"));
    }

    @Test
    void whoReadsTooSlowlyIsLetGoAndHoldsUpNobody() throws Exception {
        stop();
        start(ALL_TIMEOUT);
        long end = System.nanoTime() + 10 * ALL_TIMEOUT.toNanos();
        try (Socket one = silent();
                Socket other = silent()) {
            assertEquals(200, bench.get(BY_SHOP + "/query?limit=5").statusCode());
            HttpResponse<String> refused = bench.get(BY_SHOP + "/query?limit=all");
            assertEquals(503, refused.statusCode(), "half of the workers are for others");
            assertTrue(refused.body().contains("TM-HTTP-021"), refused::body);
            HttpBench.await(
                    () -> bench.get(BY_SHOP + "/query?limit=all&to=2000-01-01").statusCode() == 200);
            assertFalse(endsWhole(one));
            assertFalse(endsWhole(other));
        }
        assertTrue(System.nanoTime() < end);
    }

    private static boolean endsWhole(Socket socket) {
        try {
            String read = new String(socket.getInputStream().readAllBytes(), UTF_8);
            return read.endsWith("0\r\n\r\n");
        } catch (IOException reset) {
            return false;
        }
    }

    @Test
    void whoGoesAwayHoldsNothingAnyMore() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (Socket gone = silent()) {
                assertEquals('T', gone.getInputStream().read());
            }
            HttpBench.await(
                    () -> bench.get(BY_SHOP + "/query?limit=all&to=2000-01-01").statusCode() == 200);
        }
    }

    @Test
    void whatBreaksOffIsNoAnswer() throws Exception {
        names.realtime.scanOnly(1, SHOPS * TILES / 2);
        try (InputStream broken = all("text/csv")) {
            assertThrows(IOException.class, broken::readAllBytes);
        }
        // Before anything was sent it is begun anew, as any answer is.
        names.realtime.scanOnly(2, 3);
        assertEquals(
                1 + SHOPS * TILES,
                new String(all("text/csv").readAllBytes(), UTF_8).lines().count());
        // And where a partition stays away that is known before the first row.
        names.realtime.scanOnly(3, 3);
        assertEquals(503, ask("text/csv").statusCode());
        names.realtime.scanOnly(3, 3);
        JsonNode part = HttpBench.parse(new String(all("application/json").readAllBytes(), UTF_8));
        assertFalse(part.path("complete").asBoolean());
    }

    @Test
    void itsEndIsToldToWhoseConnectionEndsWithItToo() throws Exception {
        assertTrue(answered("").endsWith("0\r\n\r\n"));
        names.realtime.scanOnly(1, SHOPS * TILES / 2);
        String broken = answered("Accept: text/csv\r\n");
        assertTrue(broken.contains("Transfer-Encoding: chunked"), broken);
        assertFalse(broken.endsWith("0\r\n\r\n"));
    }

    private String answered(String accept) throws IOException {
        try (Socket last = new Socket(bench.uri("/").getHost(), bench.uri("/").getPort())) {
            last.getOutputStream()
                    .write(("GET " + BY_SHOP + "/query?limit=all HTTP/1.1\r\nHost: 127.0.0.1\r\n" + accept
                                    + "Connection: close\r\n\r\n")
                            .getBytes(US_ASCII));
            String all = new String(last.getInputStream().readAllBytes(), UTF_8);
            // The end of tens of megabytes, and the headers, are all that is looked at.
            return all.substring(0, 1_000) + all.substring(all.length() - 1_000);
        }
    }

    @Test
    void whatIsInOnePieceGoesWithItsLength() throws Exception {
        HttpResponse<String> few = bench.get(BY_SHOP + "/query?limit=all&to=2001-01-01T00:10:00Z&shop="
                + LongNames.name(0).substring(0, 4));
        assertEquals(200, few.statusCode(), few::body);
        assertEquals(
                few.body().getBytes(UTF_8).length,
                few.headers().firstValueAsLong("Content-Length").orElse(-1));
    }

    @Test
    void itGoesOnBehindACursorAndGroupsAreListedSo() throws Exception {
        JsonNode first = bench.json(BY_SHOP + "/query?limit=7");
        JsonNode rest = from(BY_SHOP + "/query", first.path("next").asText());
        assertEquals(SHOPS * TILES - 7, rest.path("rows").size());
        List<JsonNode> listed = new ArrayList<>();
        bench.json(BY_SHOP + "/groups?limit=all").path("groups").forEach(listed::add);
        assertEquals(SHOPS, listed.size());
        JsonNode few = bench.json(BY_SHOP + "/groups?limit=7");
        assertEquals(listed.subList(0, 7).toString(), List.copyOf(iterable(few)).toString());
        JsonNode more = from(BY_SHOP + "/groups", few.path("next").asText());
        assertEquals(
                listed.subList(7, SHOPS).toString(), List.copyOf(iterable(more)).toString());
    }

    private JsonNode from(String path, String cursor) {
        return HttpBench.json(bench.post(
                path, "{\"limit\": \"all\", \"cursor\": \"" + cursor + "\"}", "Content-Type", "application/json"));
    }

    private static List<JsonNode> iterable(JsonNode answer) {
        List<JsonNode> groups = new ArrayList<>();
        answer.path("groups").forEach(groups::add);
        return groups;
    }

    @Test
    void whatCannotBeSentInChunksIsRefused() throws Exception {
        try (Socket old = new Socket(bench.uri("/").getHost(), bench.uri("/").getPort())) {
            old.getOutputStream()
                    .write(("GET " + BY_SHOP + "/query?limit=all HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                            .getBytes(US_ASCII));
            String refused = new String(old.getInputStream().readAllBytes(), UTF_8);
            assertTrue(refused.startsWith("HTTP/1.1 505"), refused);
        }
        HttpResponse<String> wrong = bench.get(BY_SHOP + "/query?limit=20000");
        assertEquals(400, wrong.statusCode());
        assertTrue(wrong.body().contains("or all for all there are"), wrong::body);
    }
}
