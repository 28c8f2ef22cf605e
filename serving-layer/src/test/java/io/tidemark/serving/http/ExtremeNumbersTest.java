package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Numbers and times near the ends of what can be written are answered, or refused with a reason. */
@Timeout(240)
final class ExtremeNumbersTest {
    private static final List<String> TIMES = List.of(
            "-9223372036854775808",
            "-9223372036854775807",
            "-9223372036854775000",
            "-9223372036854774000",
            "-9223372036800000000",
            "-9000000000000000000",
            "-62135596800001",
            "-1",
            "0",
            "9000000000000000000",
            "9223372036800000000",
            "9223372036854774000",
            "9223372036854775000",
            "9223372036854775806",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775809",
            "99999999999999999999999999",
            "+292278994-08-17T07:12:55.807Z",
            "-292275055-05-16T16:47:04.192Z",
            "+1000000000-12-31T23:59:59Z",
            "-1000000000-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59+18:00",
            "-999999999-01-01",
            "+999999999-12-31",
            "P106751991167D",
            "-P106751991167D",
            "PT2562047788015215H",
            "-PT2562047788015215H30M7.999999999S",
            "PT9223372036854775807S",
            "-PT9223372036854775808S",
            "0001-01-01",
            "9999-12-31T23:59:59.999999999Z");

    private static final List<String> WINDOWS = List.of(
            "",
            "window=tile",
            "window=range",
            "window=all",
            "window=day",
            "window=week",
            "window=month",
            "window=day&zone=Pacific/Apia",
            "window=month&zone=%2B18:00",
            "window=week&zone=-18:00",
            "window=PT10M",
            "window=PT1H",
            "window=P7D",
            "window=PT1H&hop=PT10M",
            "window=PT2562047788015210H",
            "window=P106751991167D",
            "window=PT2562047788015210H&hop=PT10M",
            "window=PT0S",
            "window=-PT1H",
            "window=PT1H&hop=PT0S",
            "window=PT1H&hop=-PT10M");

    @TempDir
    static Path directory;

    private static HttpBench bench;
    private final List<String> wrong = new ArrayList<>();

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

    @Test
    void anyRangeIsAnsweredOrRefused() {
        for (String window : WINDOWS) {
            for (String time : TIMES) {
                String text = URLEncoder.encode(time, StandardCharsets.UTF_8);
                for (String range : new String[] {"from=" + text, "to=" + text, "from=" + text + "&to=" + text}) {
                    look("sales-by-shop/query?" + window + "&" + range);
                    look("sales-by-shop/query?order=latest&limit=1&" + window + "&" + range);
                    look("sales-by-shop/query?shop=shop-1&" + window + "&" + range);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void anyPairOfTimesIsAnsweredOrRefused() {
        for (String from : TIMES) {
            for (String to : TIMES) {
                String range = "from=" + URLEncoder.encode(from, StandardCharsets.UTF_8) + "&to="
                        + URLEncoder.encode(to, StandardCharsets.UTF_8);
                look("sales-by-shop/query?" + range);
                look("sales-by-till/query?window=day&" + range);
                look("sales-by-shop/top?by=sales&" + range);
                look("sales-by-shop/groups?" + range);
                look("all-sales/query?" + range);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void anyNumberIsAnsweredOrRefused() {
        List<String> numbers = new ArrayList<>(TIMES);
        numbers.addAll(List.of("2147483647", "2147483648", "-2147483648", "", "+1", "1e3", "0x10", "１", "1.0", "NaN"));
        for (String number : numbers) {
            String text = URLEncoder.encode(number, StandardCharsets.UTF_8);
            for (String parameter : new String[] {"limit", "manifest", "cursor", "till", "hop", "window", "zone"}) {
                look("sales-by-till/query?" + parameter + "=" + text);
            }
            look("sales-by-shop/top?by=sales&n=" + text);
            look("sales-by-shop/top?by=" + text);
            look("sales-by-shop/groups?limit=" + text);
            look("sales-by-shop/groups?cursor=" + text);
            look("../runs?limit=" + text);
            look("../runs/" + text.replace("+", "%20"));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void anyRangeOfARecomputeIsTakenOrRefused() {
        for (String from : TIMES) {
            for (String to : TIMES) {
                String body = "{\"kind\":\"recompute\",\"from\":\"" + from + "\",\"to\":\"" + to + "\"}";
                judge(body, bench.post("/v1/runs", body, "Content-Type", "application/json"));
            }
        }
        assertEquals(List.of(), wrong);
    }

    private void look(String path) {
        judge(path, bench.get("/v1/aggregations/" + path));
    }

    private void judge(String asked, HttpResponse<String> answer) {
        boolean isAnswered = answer.statusCode() / 100 == 2;
        if (!isAnswered) {
            JsonNode problem = HttpBench.json(answer);
            isAnswered = answer.statusCode() / 100 == 4
                    && !problem.path("mend").asText().isEmpty()
                    && !answer.body().contains("Exception")
                    && !answer.body().contains("java.");
        }
        if (!isAnswered && wrong.size() < 20) {
            wrong.add(asked + ": " + answer.body());
        }
    }
}
