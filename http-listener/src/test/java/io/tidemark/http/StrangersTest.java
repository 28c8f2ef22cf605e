package io.tidemark.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.http.testing.ListenerBench;
import io.tidemark.http.testing.RawClient;
import io.tidemark.http.testing.RawClient.Answer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent wrongly is told so in our form, and the connection ends if and only if the answer says so. */
@Timeout(60)
final class StrangersTest {
    private static ListenerBench bench;

    @BeforeAll
    static void start() {
        bench = new ListenerBench(ListenerBench.quick());
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    private static final String JSON = "Content-Type: application/json\r\n";

    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of("GET /items\r\n\r\n", 505, "TM-HTTP-055"),
                Arguments.of("GET /items HTTP/1.7\r\nHost: H\r\n\r\n", 505, "TM-HTTP-055"),
                Arguments.of("GET /items HTTP/2.0\r\nHost: H\r\n\r\n", 505, "TM-HTTP-055"),
                Arguments.of("GET /items HTPP/1.1\r\nHost: H\r\n\r\n", 505, "TM-HTTP-055"),
                Arguments.of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "TM-HTTP-055"),
                Arguments.of("\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /items HTTP/1.1\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /items HTTP/1.1\r\nHost: H\r\nHost: H\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /items HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET http://evil/items HTTP/1.1\r\nHost: H\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /items HTTP/1.1\r\nHost: H\r\nX: a\r\n b\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /items HTTP/1.1\r\nHost : H\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /items/%zz HTTP/1.1\r\nHost: H\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /items/%ff HTTP/1.1\r\nHost: H\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /items/a%00b HTTP/1.1\r\nHost: H\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /items/a%2fb HTTP/1.1\r\nHost: H\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("DELETE /items/%zz HTTP/1.1\r\nHost: H\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of("GET /" + "y".repeat(20_000) + " HTTP/1.1\r\nHost: H\r\n\r\n", 414, "TM-HTTP-053"),
                Arguments.of(
                        "GET /items HTTP/1.1\r\nHost: H\r\nX: " + "y".repeat(20_000) + "\r\n\r\n", 431, "TM-HTTP-054"),
                Arguments.of(
                        "POST /items HTTP/1.1\r\nHost: H\r\n" + JSON + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
                        400,
                        "TM-HTTP-029"),
                Arguments.of(
                        "POST /items HTTP/1.1\r\nHost: H\r\n" + JSON + "Transfer-Encoding: gzip\r\n\r\n{}",
                        400,
                        "TM-HTTP-029"),
                Arguments.of(
                        "POST /items HTTP/1.1\r\nHost: H\r\n" + JSON
                                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                        400,
                        "TM-HTTP-029"),
                Arguments.of("POST /items HTTP/1.1\r\nHost: H\r\nContent-Length: -3\r\n\r\n", 400, "TM-HTTP-029"),
                Arguments.of(
                        "POST /items HTTP/1.1\r\nHost: H\r\n" + JSON + "Expect: tea\r\nContent-Length: 2\r\n\r\n{}",
                        400,
                        "TM-HTTP-029"),
                Arguments.of(
                        "POST /items HTTP/1.1\r\nHost: H\r\n" + JSON + "Content-Length: 99999999\r\n\r\n{}",
                        413,
                        "TM-HTTP-026"),
                Arguments.of(
                        "POST /items HTTP/1.1\r\nHost: H\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
                        415,
                        "TM-HTTP-027"),
                Arguments.of(
                        "POST /items HTTP/1.1\r\nHost: H\r\nContent-Type: application/jsonish\r\nContent-Length: 2"
                                + "\r\n\r\n{}",
                        415,
                        "TM-HTTP-027"),
                Arguments.of("POST /items HTTP/1.1\r\nHost: H\r\nContent-Length: 2\r\n\r\n{}", 415, "TM-HTTP-027"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatIsNoRequestIsToldSoAndIsTheLastOfItsConnection(String request, int status, String code)
            throws IOException {
        try (RawClient client = bench.raw()) {
            Answer answer = client.send(request.replace("Host: H", "Host: " + bench.host()))
                    .answer();
            assertProblem(answer, status, code);
            assertTrue(answer.ends(), answer.toString());
            assertTrue(client.hasEnded());
        }
        assertTrue(bench.faults.standing().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: Bearer a, Authorization: Bearer b, TM-HTTP-057",
        "Authorization: Bearer a, authorization: Bearer a, TM-HTTP-057",
        "Origin: http://H, Origin: http://evil.example, TM-HTTP-057",
        "Content-Type: application/json, Content-Type: text/plain, TM-HTTP-057",
        "Content-Length: 2, Content-Length: 2, TM-HTTP-029",
        "Content-Length: 2, Content-Length: 3, TM-HTTP-029",
        "'Content-Length: 2, 2', X: y, TM-HTTP-029",
        "Content-Length: +2, X: y, TM-HTTP-029",
        "Transfer-Encoding: chunked, Transfer-Encoding: chunked, TM-HTTP-029",
        "Transfer-Encoding: chunked, Transfer-Encoding: identity, TM-HTTP-029",
        "'Transfer-Encoding: chunked, chunked', X: y, TM-HTTP-029",
        "Host: evil.example, X: y, TM-HTTP-029",
    })
    void whatIsSaidTwiceIsRefused(String one, String other, String code) throws IOException {
        for (String method : new String[] {"GET", "POST"}) {
            try (RawClient client = bench.raw()) {
                String headers = (one + "\r\n" + other + "\r\n").replace("//H", "//" + bench.host());
                assertProblem(
                        client.send(start(method, "/items") + headers + "\r\n").answer(), 400, code);
            }
        }
    }

    @Test
    void aBodyThatEndsEarlyIsToldSo() throws IOException {
        for (String length :
                new String[] {"Content-Length: 10\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n5\r\n{}"}) {
            try (RawClient client = bench.raw()) {
                client.send(start("POST", "/items") + JSON + length).endOutput();
                assertProblem(client.answer(), 400, "TM-HTTP-029");
                assertTrue(client.hasEnded());
            }
        }
        assertTrue(bench.faults.standing().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "/items?a=%zz, 400, TM-HTTP-051",
        "/items?a=%, 400, TM-HTTP-051",
        "/items?a=%a, 400, TM-HTTP-051",
        "/items?%ff=a, 400, TM-HTTP-051",
        "/items?a=%c3%28, 400, TM-HTTP-051",
        "/items?a=%ed%a0%80, 400, TM-HTTP-051",
        "/nothing, 404, TM-HTTP-001",
        "/items/, 404, TM-HTTP-001",
        "/items//, 400, TM-HTTP-029",
        "/endless/, 404, TM-HTTP-001",
    })
    void whatIsAskedWronglyIsToldSo(String path, int status, String code) throws IOException {
        try (RawClient client = bench.raw()) {
            Answer answer = client.send(start("GET", path) + "\r\n").answer();
            assertProblem(answer, status, code);
            if (!answer.ends()) {
                assertEquals("all", get(client, "/items").body());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRACE | /items | GET, HEAD, POST, OPTIONS",
                "get | /items | GET, HEAD, POST, OPTIONS",
                "DELETE | /items/a | GET, HEAD, OPTIONS",
                "PUT | /worker | GET, HEAD, OPTIONS",
                "HEAD | /endless | GET, OPTIONS",
                "POST | /endless | GET, OPTIONS",
                "NOTHING | /fails | GET, HEAD, OPTIONS",
            })
    void aMethodThatIsNotTakenIsToldWhichAre(String method, String path, String allowed) throws IOException {
        try (RawClient client = bench.raw()) {
            client.send(start(method, path) + "\r\n");
            Answer answer = method.equals("HEAD") ? client.head() : client.answer();
            assertEquals(405, answer.status());
            assertEquals(allowed, answer.header("Allow"));
            assertEquals("all", get(client, "/items").body());
        }
        assertEquals(0, bench.endless.get());
    }

    @Test
    void ofAnAnswerInPiecesTheHeadIsHadWithoutTheRest() throws IOException {
        try (RawClient client = bench.raw()) {
            Answer head = client.send(start("HEAD", "/pieces") + "\r\n").head();
            assertEquals(200, head.status());
            assertEquals("of it", head.header("A-Header"));
            assertEquals("chunked", head.header("Transfer-Encoding"));
            assertEquals("all", get(client, "/items").body());
        }
        assertTrue(bench.pieces.get() < 3, () -> bench.pieces + " were written");
    }

    @Test
    void optionsAreTold() throws IOException {
        try (RawClient client = bench.raw()) {
            assertEquals("GET, HEAD, OPTIONS", ask(client, "OPTIONS", "/worker").header("Allow"));
            Answer all = ask(client, "OPTIONS", "*");
            assertEquals(204, all.status());
            assertEquals("GET, HEAD, POST, OPTIONS", all.header("Allow"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /items HTTP/1.0 | |",
                "GET /items HTTP/1.0 | Connection: keep-alive |",
                "GET /items HTTP/1.1 | Host: H |",
                "GET http://H/items HTTP/1.1 | Host: H |",
                "GET /items HTTP/1.1 | Host: localhost |",
                "GET /items HTTP/1.1 | Host: LocalHost.:99 |",
                "GET /items HTTP/1.1 | Host: [::1]:1 |",
                "GET /items HTTP/1.1 | Host: 127.0.0.2 |",
                "GET /items?x=%41%c3%a4+%00&&y HTTP/1.1 | Host: H |",
                "GET /items HTTP/1.1 | Host: H | Connection: close, TE",
            })
    void whatIsUnusualAndRightIsAnswered(String line, String first, String second) throws IOException {
        try (RawClient client = bench.raw()) {
            String head =
                    line + "\r\n" + (first == null ? "" : first + "\r\n") + (second == null ? "" : second + "\r\n");
            Answer answer = client.send(
                            head.replace("H/", bench.host() + "/").replace("Host: H\r", "Host: " + bench.host() + "\r")
                                    + "\r\n")
                    .answer();
            assertEquals(200, answer.status(), answer.toString());
            assertEquals("all", answer.body());
        }
    }

    @Test
    void requestsOfOnePipeAreAnsweredInTheirOrder() throws IOException {
        try (RawClient client = bench.raw()) {
            StringBuilder pipe = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                pipe.append(start("GET", i % 2 == 0 ? "/items/" + i : "/worker"))
                        .append("\r\n");
                pipe.append(start("POST", "/items") + JSON + "Content-Length: 2\r\n\r\n{}");
            }
            client.send(pipe.toString());
            for (int i = 0; i < 50; i++) {
                assertEquals(i % 2 == 0 ? "" + i : "worked", client.answer().body());
                assertEquals("2 bytes", client.answer().body());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /items, application/json, 40, 413, TM-HTTP-026",
        "POST, /items, text/plain, 6, 415, TM-HTTP-027",
        "PUT, /items, application/json, 40, 405, TM-HTTP-002",
        "POST, /nowhere, application/json, 40, 404, TM-HTTP-001",
    })
    void aRefusalReachesWhoIsStillSendingABody(
            String method, String path, String type, int pieces, int status, String code) throws IOException {
        for (boolean isChunked : new boolean[] {false, true}) {
            String framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: " + pieces * 10_000;
            try (RawClient client = bench.raw()) {
                client.send(start(method, path) + "Content-Type: " + type + "\r\n" + framing + "\r\n\r\n");
                for (int i = 0; i < pieces; i++) {
                    String piece = "x".repeat(10_000);
                    client.send(isChunked ? "2710\r\n" + piece + "\r\n" : piece);
                }
                client.send(isChunked ? "0\r\n\r\n" : "");
                assertProblem(client.answer(), status, code);
            }
        }
    }

    @Test
    void aBodyThatNobodyAskedForIsPassedOver() throws IOException {
        try (RawClient client = bench.raw()) {
            Answer answer = client.send(start("GET", "/items") + "Content-Length: 5\r\n\r\nhello")
                    .answer();
            assertEquals("all", answer.body());
            assertFalse(answer.ends());
            assertEquals("all", get(client, "/items").body());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "10.1.2.3",
        "[2001:db8::1]",
        "2130706433",
    })
    void anotherHostIsRefusedWhateverIsAsked(String host) throws IOException {
        for (String request :
                new String[] {"GET /items", "POST /items", "GET /nothing", "OPTIONS /items", "GET /endless"}) {
            try (RawClient client = bench.raw()) {
                client.send(request + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host + "\r\n\r\n");
                assertProblem(client.answer(), 421, "TM-HTTP-050");
            }
        }
        assertEquals(0, bench.endless.get());
    }

    @Test
    void aPageOfAnotherSiteMayNotChangeAnything() throws IOException {
        for (String origin :
                new String[] {"http://evil.example", "null", "http://" + bench.host() + "0", "https://localhost"}) {
            try (RawClient client = bench.raw()) {
                client.send(start("POST", "/items") + "Origin: " + origin + "\r\nContent-Length: 0\r\n\r\n");
                Answer answer = client.answer();
                assertProblem(answer, 403, "TM-HTTP-025");
                assertEquals("", answer.header("Access-Control-Allow-Origin"));
            }
        }
        try (RawClient client = bench.raw()) {
            client.send(start("POST", "/items") + "Origin: http://" + bench.host() + "\r\nContent-Length: 0\r\n\r\n");
            assertEquals(200, client.answer().status());
        }
    }

    @Test
    void eachAnswerTellsBrowsersToTakeNoLiberties() throws IOException {
        for (String path : new String[] {"/items", "/nothing", "/items?a=%zz", "/fails", "/items/%zz"}) {
            try (RawClient client = bench.raw()) {
                Answer answer = get(client, path);
                assertEquals("nosniff", answer.header("X-Content-Type-Options"));
                assertTrue(answer.header("Content-Security-Policy").contains("frame-ancestors 'none'"));
                assertEquals("no-referrer", answer.header("Referrer-Policy"));
                assertEquals("no-store", answer.header("Cache-Control"));
                assertEquals("", answer.header("Server"));
                assertEquals("", answer.header("Strict-Transport-Security"));
            }
        }
    }

    static String start(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: " + bench.host() + "\r\n";
    }

    private static Answer ask(RawClient client, String method, String path) throws IOException {
        return client.send(start(method, path) + "\r\n").answer();
    }

    private static Answer get(RawClient client, String path) throws IOException {
        return ask(client, "GET", path);
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertEquals(status, answer.status(), answer.toString());
        assertEquals("application/problem+json", answer.header("Content-Type"));
        assertTrue(answer.body().contains("\"code\":\"" + code + "\""), answer.body());
        assertFalse(answer.body().contains("Exception"), answer.body());
        assertFalse(answer.body().contains("jetty"), answer.body());
    }
}
