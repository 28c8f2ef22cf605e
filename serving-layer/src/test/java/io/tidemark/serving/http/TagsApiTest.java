package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, flips, is lost and found, and whoever asks: one tag is one answer, and no news hides behind it. */
@Timeout(120)
final class TagsApiTest {
    private static final String BY_SHOP = "/v1/aggregations/" + SalesModel.BY_SHOP;
    private static final List<String> QUESTIONS = List.of(
            "/query?window=all&shop=shop-1",
            "/query?limit=3",
            "/query?window=all&require=any",
            "/top?by=sales&n=2",
            "/groups?limit=2");
    private static final List<String> GUESTS = List.of("ada", "tom");

    @TempDir
    Path directory;

    /** By question and form, what was told with each tag, to whomever. */
    private final Map<String, Map<String, String>> told = new HashMap<>();

    /** By guest, question and form. */
    private final Map<String, String> newest = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void oneTagIsOneAnswer(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SalesLog log = SalesLog.random(random, 2, 60);
        LogRealtimeView realtime = new LogRealtimeView(log).caughtUp();
        InMemoryBatchViews batch = new InMemoryBatchViews();
        Guests guests = new Guests(directory)
                .know("ada", "")
                .know("tom", "")
                .rules("{\"users\": [\"ada\"], \"aggregations\": [\"*\"], \"rights\": [\"read\"]},"
                        + "{\"users\": [\"tom\"], \"aggregations\": [\"*\"], \"rights\": [\"read\"],"
                        + " \"groups\": {\"shop\": [\"shop-1\", \"shop-2\"]}}");
        try (HttpBench bench = new HttpBench(
                log, directory.resolve("index"), batch, HttpBench.quick().withAccess(guests.settings()), realtime)) {
            for (int step = 0; step < 40; step++) {
                boolean isNews = change(random, log, realtime, batch);
                for (String guest : GUESTS) {
                    for (String question : QUESTIONS) {
                        ask(bench, guest, question, "application/json", isNews);
                        ask(bench, guest, question, "text/csv", isNews);
                    }
                }
            }
        }
    }

    /** Something happens. Returns whether every answer is another at once: of a flip nodes hear by and by. */
    private static boolean change(
            SplittableRandom random, SalesLog log, LogRealtimeView realtime, InMemoryBatchViews batch) {
        int partition = random.nextInt(2);
        switch (random.nextInt(6)) {
            case 0 -> {
                batch.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends());
                return false;
            }
            case 1 -> realtime.lose(partition);
            case 2 -> realtime.recover(partition);
            case 3 -> {
                return false;
            }
            default -> {
                Sale sale = new Sale("shop-" + random.nextInt(5), 1, 1, SalesLog.START + random.nextLong(86_400_000));
                log.append(partition, sale, log.clock(partition, log.end(partition)) + 1);
                realtime.recover(0);
                realtime.recover(1);
                realtime.caughtUp();
                return true;
            }
        }
        return false;
    }

    private void ask(HttpBench bench, String guest, String question, String form, boolean isNews) {
        String asked = question + " " + form;
        String key = guest + " " + asked;
        String other = (guest.equals("ada") ? "tom" : "ada") + " " + asked;
        String before = newest.getOrDefault(key, "\"none\"");
        HttpRequest.Builder request = Guests.as(bench, guest, BY_SHOP + question)
                .header("Accept", form)
                .header("If-None-Match", before + ", " + newest.getOrDefault(other, "\"none\""));
        HttpResponse<String> answer = bench.send(request);
        if (answer.statusCode() == 503) {
            assertEquals("text/csv", form, "a table in part is for who says so");
            return;
        }
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        if (answer.statusCode() == 304) {
            assertTrue(told.getOrDefault(asked, Map.of()).containsKey(tag), () -> key + " was never told " + tag);
        } else {
            assertEquals(200, answer.statusCode(), answer::body);
            String said = withoutMoment(answer);
            String was = told.computeIfAbsent(asked, all -> new HashMap<>()).putIfAbsent(tag, said);
            assertEquals(was == null ? said : was, said, () -> key + " has one tag for two answers");
            newest.put(key, tag);
        }
        if (isNews) {
            assertNotEquals(before, tag, key);
        }
    }

    /** Body and headers, but for what tells the hour. */
    private static String withoutMoment(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeIf(name -> !name.startsWith("tidemark-"));
        return answer.body().replaceAll("\"ageMillis\":\\d+,\"answeredAt\":\"[^\"]*\"", "") + headers;
    }
}
