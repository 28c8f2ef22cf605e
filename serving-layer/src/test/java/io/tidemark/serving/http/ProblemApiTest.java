package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
final class ProblemApiTest {
    @TempDir
    static Path directory;

    private static HttpBench bench;

    @BeforeAll
    static void start() {
        SalesLog log = SalesLog.random(new SplittableRandom(1), 1, 50);
        bench = new HttpBench(
                log, directory, new InMemoryBatchViews(), HttpBench.quick(), new LogRealtimeView(log).caughtUp());
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code, String words) {
        JsonNode problem = HttpBench.json(response);
        assertEquals(code, problem.path("code").asText(), response.body());
        assertEquals(status, response.statusCode());
        assertEquals(status, problem.path("status").asInt());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("content-type").orElse(""));
        assertEquals(
                problem.path("place").asText() + ": " + problem.path("fault").asText() + "; "
                        + problem.path("mend").asText(),
                problem.path("detail").asText());
        assertTrue(
                problem.path("detail").asText().contains(words),
                problem.path("detail").asText());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/nowhere | 404 | TM-HTTP-001 | see /openapi.json",
                "/v1/aggregations/sales-by-shop/nothing | 404 | TM-HTTP-001 | is not known",
                "/v1/aggregations/sales-by-shp | 404 | TM-HTTP-003 | did you mean \"sales-by-shop\"?",
                "/v1/aggregations/zzzzzzzzzzzz/query | 404 | TM-HTTP-003 | use one of sales-by-shop, sales-by-till",
                "A/query?shp=a | 400 | TM-HTTP-004 | did you mean \"shop\"?",
                "A/query?prefix=a | 400 | TM-HTTP-004 | parameter \"prefix\"",
                "A/groups?shop=a | 400 | TM-HTTP-004 | parameter \"shop\"",
                "/v1/status?verbose=1 | 400 | TM-HTTP-004 | leave it out",
                "B/query?shop=a&till=one | 400 | TM-HTTP-005 | \"one\" is not a long",
                "B/query?shop=a&till=%D9%A9 | 400 | TM-HTTP-005 | is not a long",
                "/v1/aggregations/all-sales/groups?prefix=a | 400 | TM-HTTP-005 | no text as its first group field",
                "A/query?metrics=sale | 400 | TM-HTTP-006 | did you mean \"sales\"?",
                "A/top | 400 | TM-HTTP-006 | name one of sales, large",
                "A/top?by=smalls | 400 | TM-HTTP-006 | has no metric \"smalls\"",
                "A/query?window=fortnight | 400 | TM-HTTP-007 | use tile, all, day, week, month, range, session",
                "A/query?window=session | 400 | TM-HTTP-007 | give its definition .sessions(gap)",
                "A/query?window=PT7M | 400 | TM-HTTP-007 | is not a multiple of the tile PT10M; use PT10M",
                "A/query?window=PT1H&hop=PT2H | 400 | TM-HTTP-007 | is longer than the window",
                "A/query?window=P365D&hop=PT10M | 400 | TM-HTTP-007 | more than 10000",
                "A/query?window=day&zone=Europe/Atlantis | 400 | TM-HTTP-007 | zone",
                "A/top?by=sales&zone=Europe/Atlantis | 400 | TM-HTTP-007 | zone",
                "A/query?window=day&zone=Asia/Singapore&shop=a | 200 | |",
                "B/query?window=day&zone=Asia/Singapore&shop=a | 200 | |",
                "B/query?window=day&zone=Asia/Singapore&from=1970-01-02T00:00:00Z | 400 | TM-HTTP-007 | PT30M",
                "A/query?window=PT1H&zone=UTC | 400 | TM-HTTP-007 | goes with day, week and month",
                "A/query?window=day&zone=Asia/Kathmandu&shop=a | 400 | TM-HTTP-007 | PT15M",
                "B/query?window=day&zone=Asia/Kathmandu | 400 | TM-HTTP-007 | is not made of whole tiles of PT1H",
                "A/query?window=all&from=2001-01-01 | 400 | TM-HTTP-007 | use window=range",
                "A/query?from=yesterday | 400 | TM-HTTP-008 | \"yesterday\" is not a time",
                "A/query?to=2001-02-30 | 400 | TM-HTTP-008 | parameter \"to\"",
                "A/query?from=2001-01-02&to=2001-01-01 | 400 | TM-HTTP-009 | exchange them",
                "A/query?from=2001-01-01&to=2002-01-01 | 400 | TM-HTTP-010 | narrow the range",
                "A/query?from=2001-01-01&to=2001-01-07&shop=a&shop=b | 400 | TM-HTTP-010 | more than 500",
                "A/query?limit=0 | 400 | TM-HTTP-011 | from 1 to 1000",
                "A/query?limit=1001 | 400 | TM-HTTP-011 | \"1001\"",
                "A/query?limit=%EF%BC%99 | 400 | TM-HTTP-011 | is not a whole number",
                "A/query?limit=1e3 | 400 | TM-HTTP-011 | is not a whole number",
                "A/query?limit=ALL | 400 | TM-HTTP-011 | or all for all there are",
                "A/top?by=sales&n=many | 400 | TM-HTTP-011 | \"many\"",
                "A/query?manifest=-1 | 400 | TM-HTTP-011 | manifest",
                "A/query?cursor=abc | 400 | TM-HTTP-012 | changing nothing but the limit",
                "A/query?cursor=%21 | 400 | TM-HTTP-012 | is not a cursor",
                "A/query?manifest=77 | 404 | TM-HTTP-014 | there is none",
                "A/query?require=everything | 400 | TM-HTTP-016 | use any or complete",
                "A/query?order=sideways | 400 | TM-HTTP-016 | use earliest or latest",
                "A/query?explain=yes | 400 | TM-HTTP-016 | use false or true",
                "A/query?from=now&from=now | 400 | TM-HTTP-017 | is given 2 times",
                "/v1/runs/run-77 | 404 | TM-HTTP-020 | see the runs at /v1/runs",
                "/v1/live?aggregation=none | 404 | TM-HTTP-003 | is not in the model",
                "/v1/live?aggregation=sales-by-shop&window=PT7M | 400 | TM-HTTP-007 | multiple of the tile",
                "/v1/live?window=PT7M | 400 | TM-HTTP-004 | use aggregation",
                "/../../etc/passwd | 400 | TM-HTTP-029 | send it as RFC 9110 has it",
                "/console%2F..%2F..%2Fsecret.json | 400 | TM-HTTP-029 | request",
            })
    void aBadRequestIsToldWhatIsWrongWhereAndWhatToDo(String path, int status, String code, String words) {
        String full = path.replaceFirst("^A/", "/v1/aggregations/sales-by-shop/")
                .replaceFirst("^B/", "/v1/aggregations/sales-by-till/");
        HttpResponse<String> response = bench.get(full);
        if (status == 200) {
            assertEquals(200, response.statusCode(), response.body());
        } else {
            assertProblem(response, status, code, words);
        }
    }

    @Test
    void tooManyGroupsAreRefused() {
        String shops = java.util.stream.IntStream.range(0, 51)
                .mapToObj(i -> "shop=s" + i)
                .collect(Collectors.joining("&"));
        assertProblem(bench.get("/v1/aggregations/sales-by-shop/query?" + shops), 400, "TM-HTTP-015", "51 are named");
    }

    @Test
    void aCursorIsOfOneQueryAlone() {
        String next = bench.json("/v1/aggregations/sales-by-shop/query?limit=1")
                .path("next")
                .asText();
        assertFalse(next.isEmpty());
        assertProblem(
                bench.get("/v1/aggregations/sales-by-shop/query?window=PT1H&cursor=" + next),
                400,
                "TM-HTTP-012",
                "not a cursor of this query");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | TM-HTTP-019 | is not JSON",
                "null | TM-HTTP-019 | null is no object",
                "[] | TM-HTTP-019 | is no object",
                "'' | TM-HTTP-019 | is empty",
                "{} | TM-HTTP-019 | use incremental or recompute",
                "{\"kind\":1} | TM-HTTP-019 | field \"kind\": 1 is no text",
                "{\"kind\":\"recompute\",\"aggregations\":\"a\"} | TM-HTTP-019 | \"aggregations\": \"a\" is no list",
                "{\"kind\":\"recompute\",\"aggregations\":[null]} | TM-HTTP-019 | \"aggregations\": null is no text",
                "{\"kind\":\"recompute\",\"aggregations\":[[]]} | TM-HTTP-019 | \"aggregations\": [] is no text",
                "{\"kind\":\"recompute\",\"from\":{}} | TM-HTTP-019 | \"from\": {} is no text",
                "{\"kind\":\"incremental\",\"acceptGaps\":\"yes\"} | TM-HTTP-019 | use true or false",
                "{\"kind\":\"recompute\",\"zone\":\"Mars/X\"} | TM-HTTP-019 | is not one",
                "{\"kind\":\"incremental\",\"zone\":\"UTC\"} | TM-HTTP-019 | does not go with incremental",
                "{\"kind\":\"recompute\",\"acceptGaps\":true} | TM-HTTP-019 | does not go with recompute",
                "{\"knd\":\"recompute\"} | TM-HTTP-019 | did you mean \"kind\"?",
                "{\"kind\":\"recompute\",\"kind\":\"incremental\"} | TM-HTTP-019 | is not JSON",
                "{\"kind\":\"recompute\"} {} | TM-HTTP-019 | nothing after it",
                "{\"kind\":\"recompute\",\"from\":\"2001-01-01\",\"to\":\"2001-01-01\"} | TM-HTTP-019 | is no time at all",
                "{\"kind\":\"incremental\",\"speed\":1} | TM-HTTP-019 | speed",
                "{\"kind\":\"incremental\",\"from\":\"now\"} | TM-HTTP-019 | does not go with incremental",
                "{\"kind\":\"incremental\",\"cut\":\"here\"} | TM-HTTP-019 | use epoch or archive-end",
                "{\"kind\":\"recompute\",\"from\":\"then\"} | TM-HTTP-008 | field \"from\"",
                "{\"kind\":\"recompute\",\"from\":\"2001-01-02\",\"to\":\"2001-01-01\"} | TM-HTTP-009 | exchange them",
                "{\"kind\":\"recompute\",\"aggregations\":[\"sales-by-shp\"]} | TM-HTTP-003 | did you mean",
            })
    void aBadRunRequestIsRefused(String body, String code, String words) {
        HttpResponse<String> response =
                bench.post("/v1/runs", body.equals("''") ? "" : body, "Content-Type", "application/json");
        assertFalse(response.body().contains("Exception") || response.body().contains("java"), response.body());
        assertProblem(response, code.equals("TM-HTTP-003") ? 404 : 400, code, words);
        assertTrue(bench.control.requests().isEmpty());
    }

    @Test
    void whatIsNoJsonOrTooMuchOrFromElsewhereIsRefused() {
        assertProblem(bench.post("/v1/runs", "kind=incremental"), 415, "TM-HTTP-027", "send application/json");
        assertProblem(
                bench.post("/v1/runs", "x".repeat(70_000), "Content-Type", "application/json"),
                413,
                "TM-HTTP-026",
                "send less");
        assertProblem(
                bench.post("/v1/scheduler/pause", "", "Origin", "http://elsewhere.example"),
                403,
                "TM-HTTP-025",
                "http://elsewhere.example");
    }

    @Test
    void aWrongMethodIsToldTheRightOne() {
        assertProblem(bench.post("/v1/status", ""), 405, "TM-HTTP-002", "use GET");
        assertProblem(bench.get("/v1/scheduler/pause"), 405, "TM-HTTP-002", "use POST");
        HttpResponse<String> deleted =
                bench.send(HttpRequest.newBuilder(bench.uri("/v1/runs")).DELETE());
        assertProblem(deleted, 405, "TM-HTTP-002", "use GET or POST");
    }

    @Test
    void everyCodeIsUsedOnceAlone() {
        long codes = Arrays.stream(HttpFault.values())
                .map(HttpFault::code)
                .distinct()
                .count();
        assertEquals(HttpFault.values().length, codes);
    }
}
