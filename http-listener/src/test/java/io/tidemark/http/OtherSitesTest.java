package io.tidemark.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.http.site.Sites;
import io.tidemark.http.testing.ListenerBench;
import io.tidemark.http.testing.RawClient;
import io.tidemark.http.testing.RawClient.Answer;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names and sites that an operator allows, and no others. */
@Timeout(60)
final class OtherSitesTest {
    private static final String FRIEND = "https://dashboard.example.org";

    private static Answer ask(ListenerBench bench, String line, String... headers) throws IOException {
        try (RawClient client = bench.raw()) {
            String text = line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nContent-Length: 0\r\n\r\n";
            return client.send(text.replace("Host: H", "Host: " + bench.host())).answer();
        }
    }

    private static ListenerBench bench(Set<String> names, Set<String> origins) {
        return new ListenerBench(ListenerBench.quick().of(new Sites(names, origins)));
    }

    @Test
    void aSiteThatIsAllowedMayAskAndReadAndAnotherMayNot() throws IOException {
        try (ListenerBench bench = bench(Set.of(), Set.of(FRIEND))) {
            Answer read = ask(bench, "GET /items", "Host: H", "Origin: " + FRIEND);
            assertEquals(FRIEND, read.header("Access-Control-Allow-Origin"));
            assertEquals("Origin", read.header("Vary"));
            Answer failed = ask(bench, "GET /items?a=%zz", "Host: H", "Origin: " + FRIEND);
            assertEquals(FRIEND, failed.header("Access-Control-Allow-Origin"));
            assertEquals(
                    200,
                    ask(bench, "POST /items", "Host: H", "Origin: " + FRIEND).status());
            Answer preflight = ask(
                    bench,
                    "OPTIONS /items",
                    "Host: H",
                    "Origin: " + FRIEND,
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: content-type, authorization");
            assertEquals(204, preflight.status());
            assertEquals(FRIEND, preflight.header("Access-Control-Allow-Origin"));
            assertEquals("GET, HEAD, POST, OPTIONS", preflight.header("Access-Control-Allow-Methods"));
            assertEquals(
                    "Authorization, Content-Type, If-None-Match", preflight.header("Access-Control-Allow-Headers"));

            for (String other : new String[] {"http://dashboard.example.org", FRIEND + ".evil.example", "null"}) {
                Answer foreign = ask(bench, "GET /items", "Host: H", "Origin: " + other);
                assertEquals(200, foreign.status());
                assertEquals("", foreign.header("Access-Control-Allow-Origin"));
                assertEquals("Origin", foreign.header("Vary"));
                assertEquals(
                        403,
                        ask(bench, "POST /items", "Host: H", "Origin: " + other).status());
                Answer refused = ask(
                        bench, "OPTIONS /items", "Host: H", "Origin: " + other, "Access-Control-Request-Method: POST");
                assertEquals("", refused.header("Access-Control-Allow-Methods"));
            }
        }
    }

    @Test
    void anySiteMayBeAllowed() throws IOException {
        try (ListenerBench bench = bench(Set.of(), Set.of(Sites.ANY))) {
            Answer read = ask(bench, "GET /items", "Host: H", "Origin: http://anything.example");
            assertEquals("*", read.header("Access-Control-Allow-Origin"));
            assertEquals(
                    200,
                    ask(bench, "POST /items", "Host: H", "Origin: http://anything.example")
                            .status());
        }
    }

    @Test
    void aNameThatIsSetIsANameOfTheNodeAndAnotherIsNot() throws IOException {
        try (ListenerBench bench = bench(Set.of("Tidemark.example.org"), Set.of())) {
            assertEquals(
                    200, ask(bench, "GET /items", "Host: tidemark.example.org").status());
            assertEquals(
                    200,
                    ask(bench, "GET /items", "Host: TIDEMARK.EXAMPLE.ORG:443").status());
            assertEquals(
                    421,
                    ask(bench, "GET /items", "Host: x.tidemark.example.org").status());
        }
        try (ListenerBench bench = bench(Set.of(Sites.ANY), Set.of())) {
            assertEquals(200, ask(bench, "GET /items", "Host: evil.example").status());
        }
    }
}
