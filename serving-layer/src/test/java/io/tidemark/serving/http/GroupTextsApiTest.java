package io.tidemark.serving.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.Sale;
import io.tidemark.serving.testing.SalesLog;
import io.tidemark.serving.testing.SalesModel;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every text is a group of its own, and can be asked for. */
class GroupTextsApiTest {
    private static final String BY_SHOP = "/v1/aggregations/" + SalesModel.BY_SHOP;
    private static final String[] TEXTS = {
        null,
        "",
        "\0",
        "\0\0",
        "\0a",
        "a\0",
        " ",
        "+",
        "%",
        "%00",
        "a,b",
        "a\"b",
        "a\nb",
        "a\r\nb",
        "-",
        "null",
        "\u00e9",
        "e\u0301",
        "\uFEFF",
        "\uFFFD",
        "\uFFFF",
        "\ud83d\ude00",
        "&a=b",
        "#",
        "\u202e",
        "=1+1"
    };

    @TempDir
    Path directory;

    private final SalesLog log = SalesLog.random(new SplittableRandom(1), 1, 0);
    private final LogRealtimeView realtime = new LogRealtimeView(log);
    private HttpBench bench;

    @BeforeEach
    void start() {
        bench = new HttpBench(log, directory, new InMemoryBatchViews(), HttpBench.quick(), realtime);
        for (int i = 0; i < TEXTS.length; i++) {
            for (int sold = 0; sold <= i; sold++) {
                log.append(0, new Sale(TEXTS[i], 0, 1, SalesLog.START), SalesLog.START);
            }
        }
        realtime.caughtUp();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void eachIsFoundByItsName() {
        for (int i = 0; i < TEXTS.length; i++) {
            JsonNode rows = bench.json(
                            BY_SHOP + "/query?window=all&shop=" + URLEncoder.encode(written(TEXTS[i]), UTF_8))
                    .path("rows");
            assertEquals(1, rows.size(), TEXTS[i]);
            assertEquals(i + 1, rows.path(0).path("metrics").path("sales").asInt(), TEXTS[i]);
            JsonNode shop = rows.path(0).path("group").path("shop");
            assertEquals(TEXTS[i], shop.isNull() ? null : shop.asText());
        }
    }

    @Test
    void allAreListed() {
        JsonNode listed = bench.json(BY_SHOP + "/groups").path("groups");
        assertEquals(TEXTS.length, listed.size());
    }

    @Test
    void halfASurrogatePairIsNoText() {
        assertEquals(400, bench.get(BY_SHOP + "/query?shop=%ED%A0%BD").statusCode());
        assertTrue(bench.get(BY_SHOP + "/query?shop=%FF").body().contains("TM-HTTP-"));
    }

    /** As the API has it: one U+0000 is null, and a text of nothing else has one more of them. */
    private static String written(String text) {
        if (text == null) {
            return "\0";
        }
        return text.equals("\0") || text.equals("\0\0") ? text + "\0" : text;
    }
}
