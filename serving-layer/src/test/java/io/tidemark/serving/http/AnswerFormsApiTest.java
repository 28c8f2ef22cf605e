package io.tidemark.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.serving.testing.HttpBench;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Answers as CSV, compressed, and not at all where they are known already. */
class AnswerFormsApiTest extends EmptyShopApi {
    private HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(bench.uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return bench.client().send(request.build(), BodyHandlers.ofByteArray());
    }

    private String csv(String path, String accept) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = get(path, "Accept", accept);
        assertEquals(200, answer.statusCode(), () -> new String(answer.body(), UTF_8));
        assertEquals("text/csv; charset=utf-8; header=present", header(answer, "Content-Type"));
        return new String(answer.body(), UTF_8);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    @Test
    void rowsAndGroupsAreTables() throws IOException, InterruptedException {
        sold(null, "", "a,b", "a\"b", "a\r\nb", "é", " ", "=1+1", "-5", "plain");
        assertEquals(
                "shop,windowStart,windowEnd,sales,rowOrigin,rowSettled\r\n"
                        + ",,,1,realtime,false\r\n"
                        + "\"\",,,1,realtime,false\r\n"
                        + "\" \",,,1,realtime,false\r\n"
                        + "-5,,,1,realtime,false\r\n"
                        + "=1+1,,,1,realtime,false\r\n"
                        + "\"a\r\nb\",,,1,realtime,false\r\n"
                        + "\"a\"\"b\",,,1,realtime,false\r\n"
                        + "\"a,b\",,,1,realtime,false\r\n"
                        + "plain,,,1,realtime,false\r\n"
                        + "é,,,1,realtime,false\r\n",
                csv(BY_SHOP + "/query?window=all&metrics=sales", "text/csv"));
        assertTrue(csv(BY_SHOP + "/top?by=sales&n=1", "text/csv, */*;q=0.1")
                .startsWith("shop,windowStart,windowEnd,sales,large,rowOrigin,rowSettled\r\n"));
        assertEquals(
                "shop\r\n\r\n\"\"\r\n\" \"\r\n'-5\r\n'=1+1\r\n",
                csv(BY_SHOP + "/groups?limit=5", "text/csv; escape=formulas"));
        assertTrue(csv(BY_SHOP + "/query?from=2000-01-01&to=2002-01-01&window=range&shop=plain", "text/csv")
                .contains("plain,2000-01-01T00:00:00Z,2002-01-01T00:00:00Z,1,0,realtime,false\r\n"));
    }

    @Test
    void whatATableCannotSayIsInItsHeaders() throws IOException, InterruptedException {
        sold("a", "b");
        HttpResponse<byte[]> page = get(BY_SHOP + "/query?limit=1", "Accept", "text/csv");
        assertEquals("true", header(page, "Tidemark-Complete"));
        assertEquals("{\"sales\":{\"0\":2}}", header(page, "Tidemark-As-Of"));
        assertTrue(csv(BY_SHOP + "/query?cursor=" + header(page, "Tidemark-Next"), "text/csv")
                .contains("\r\nb,"));
        sold("y".repeat(8_000), "z");
        HttpResponse<byte[]> refused = get(BY_SHOP + "/query?limit=3", "Accept", "text/csv");
        assertEquals(406, refused.statusCode());
        assertTrue(new String(refused.body(), UTF_8).contains("TM-HTTP-032"));
        assertEquals(
                406, get(BY_SHOP + "/query?explain=true", "Accept", "text/csv").statusCode());
    }

    @Test
    void aTableInPartIsForWhoSaysSo() throws IOException, InterruptedException {
        sold("a");
        realtime.lose(0);
        HttpResponse<byte[]> refused = get(BY_SHOP + "/query", "Accept", "text/csv");
        assertEquals(503, refused.statusCode());
        assertTrue(new String(refused.body(), UTF_8).contains("TM-HTTP-013"));
        HttpResponse<byte[]> part = get(BY_SHOP + "/query?require=any", "Accept", "text/csv");
        assertEquals(200, part.statusCode());
        assertEquals("false", header(part, "Tidemark-Complete"));
        assertTrue(header(part, "Tidemark-Missing").startsWith("sales-0: "), header(part, "Tidemark-Missing"));
        assertTrue(header(part, "Tidemark-Missing").contains("; "), "no mend");
        for (JsonNode aggregation : bench.json("/v1/status").path("aggregations")) {
            assertFalse(aggregation.path("complete").asBoolean());
            assertTrue(
                    aggregation.path("whyIncomplete").path(0).asText().startsWith("sales-0: "), aggregation::toString);
        }
    }

    @Test
    void jsonIsWhatEverybodyElseGets() throws IOException, InterruptedException {
        sold("a");
        for (String accept : List.of(
                "*/*", "application/json", "text/html,*/*;q=0.8", "text/csv;q=0.5, application/json", "image/png")) {
            assertEquals(
                    "application/json",
                    header(get(BY_SHOP + "/query?window=all", "Accept", accept), "Content-Type"),
                    accept);
        }
        // What was read for one form does not answer another.
        csv(BY_SHOP + "/query?window=all", "text/csv");
        assertEquals("application/json", header(get(BY_SHOP + "/query?window=all"), "Content-Type"));
    }

    @Test
    void aTagIsThatOfAllThatIsTold() throws IOException, InterruptedException {
        sold("a");
        for (String path : List.of("/query?window=all&shop=a", "/query", "/top?by=sales", "/groups")) {
            HttpResponse<byte[]> first = get(BY_SHOP + path);
            String tag = header(first, "ETag");
            assertTrue(tag.startsWith("W/\""), tag);
            assertEquals("private, no-cache", header(first, "Cache-Control"));
            assertTrue(header(first, "Vary").contains("Accept-Encoding"));
            HttpResponse<byte[]> again = get(BY_SHOP + path, "If-None-Match", "\"other\", " + tag);
            assertEquals(304, again.statusCode(), path);
            assertEquals(0, again.body().length);
            assertEquals(tag, header(again, "ETag"));
            assertEquals(304, get(BY_SHOP + path, "If-None-Match", "*").statusCode());
            assertEquals(200, get(BY_SHOP + path, "If-None-Match", "\"other\"").statusCode());
            assertNotEquals(tag, header(get(BY_SHOP + path, "Accept", "text/csv"), "ETag"));
            assertEquals(withoutMoment(first), withoutMoment(get(BY_SHOP + path)));
            sold("a");
            HttpResponse<byte[]> changed = get(BY_SHOP + path, "If-None-Match", tag);
            assertEquals(200, changed.statusCode(), path);
            assertNotEquals(tag, header(changed, "ETag"));
        }
    }

    @Test
    void aTagOfATableIsThatOfItsHeadersToo() throws IOException, InterruptedException {
        sold("a");
        String path = BY_SHOP + "/query?window=all&require=any&shop=b";
        HttpResponse<byte[]> first = get(path, "Accept", "text/csv");
        String tag = header(first, "ETag");
        assertEquals(304, get(path, "Accept", "text/csv", "If-None-Match", tag).statusCode());
        sold("a");
        HttpResponse<byte[]> later = get(path, "Accept", "text/csv", "If-None-Match", tag);
        assertEquals(200, later.statusCode(), "it is as of another offset");
        assertArrayEquals(first.body(), later.body());
        realtime.lose(0);
        HttpResponse<byte[]> part = get(path, "Accept", "text/csv", "If-None-Match", header(later, "ETag"));
        assertEquals(200, part.statusCode(), "it is no longer complete");
        assertEquals("false", header(part, "Tidemark-Complete"));
    }

    private static JsonNode withoutMoment(HttpResponse<byte[]> answer) {
        ObjectNode json = (ObjectNode) HttpBench.parse(new String(answer.body(), UTF_8));
        json.remove("freshness");
        return json;
    }

    @Test
    void whatIsLongIsCompressedForWhoTakesIt() throws IOException, InterruptedException {
        for (int i = 0; i < 90; i++) {
            sold("shop of a long name, so that there is much to be said of it: " + i);
        }
        String path = BY_SHOP + "/top?by=sales&n=90";
        HttpResponse<byte[]> plain = get(path);
        assertEquals(null, header(plain, "Content-Encoding"));
        for (String takes : List.of("gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1", "GZIP")) {
            HttpResponse<byte[]> compressed = get(path, "Accept-Encoding", takes);
            assertEquals("gzip", header(compressed, "Content-Encoding"), takes);
            assertTrue(compressed.body().length < plain.body().length / 3);
            assertEquals(header(plain, "ETag"), header(compressed, "ETag"));
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
                byte[] told = in.readAllBytes();
                int moment = new String(plain.body(), UTF_8).indexOf("\"freshness\"");
                assertArrayEquals(Arrays.copyOf(plain.body(), moment), Arrays.copyOf(told, moment));
            }
        }
        for (String refuses : List.of("identity", "gzip;q=0", "br")) {
            assertEquals(null, header(get(path, "Accept-Encoding", refuses), "Content-Encoding"), refuses);
        }
        assertEquals(null, header(get(BY_SHOP + "/groups?limit=1", "Accept-Encoding", "gzip"), "Content-Encoding"));
        assertFalse(get(path, "Accept-Encoding", "gzip", "If-None-Match", header(plain, "ETag"))
                        .statusCode()
                == 200);
    }
}
