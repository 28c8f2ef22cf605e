package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.serving.testing.HttpBench;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A question that no URI holds is posted: groups, and cursors behind them, may be of any length. */
class LongQuestionsApiTest extends EmptyShopApi {
    private JsonNode post(String path, ObjectNode question) {
        HttpResponse<String> answer = bench.post(path, question.toString(), "Content-Type", "application/json");
        assertEquals(200, answer.statusCode(), answer.body());
        return HttpBench.json(answer);
    }

    private static ObjectNode question() {
        return JsonNodeFactory.instance.objectNode();
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 7_000, 60_000, 1_000_000})
    void pagesGoOnBehindLongGroups(int length) {
        String first = "a".repeat(length);
        String second = "\u00e9".repeat(length);
        sold(first, second, "\ud83d\ude00");
        for (String kind : List.of("query", "groups")) {
            List<String> seen = new ArrayList<>();
            ObjectNode asked = question().put("limit", 1);
            JsonNode page;
            do {
                page = post(BY_SHOP + "/" + kind, asked);
                seen.add(page.path(kind.equals("query") ? "rows" : "groups")
                        .path(0)
                        .path("group")
                        .path("shop")
                        .asText());
                asked.put("cursor", page.path("next").asText());
            } while (page.has("next"));
            assertEquals(List.of(first, second, "\ud83d\ude00"), seen);
        }
        JsonNode one = post(BY_SHOP + "/query", question().put("shop", second));
        assertEquals(1, one.path("rows").size());
        assertEquals(
                1,
                post(BY_SHOP + "/top", question().put("shop", first).put("by", "sales"))
                        .path("rows")
                        .size());
    }

    @Test
    void whatIsTooLongForAUriIsToldWhatToDo() {
        HttpResponse<String> refused = bench.get(BY_SHOP + "/query?shop=" + "a".repeat(20_000));
        assertTrue(refused.statusCode() >= 400 && refused.statusCode() < 500, refused.body());
        assertTrue(refused.body().contains("POST"), refused.body());
    }

    @Test
    void aPostedQuestionIsTheSameQuestion() throws IOException {
        sold("a", "b", "b", "c", null, "", "\0");
        String words = "window=PT1H&limit=2&shop=a&shop=b&shop=c&metrics=sales&explain=false";
        ObjectNode posted = question()
                .put("window", "PT1H")
                .put("limit", 2)
                .put("metrics", "sales")
                .put("explain", false);
        posted.putArray("shop").add("a").add("b").add("c");
        JsonNode got = bench.json(BY_SHOP + "/query?" + words);
        assertEquals(got.path("rows"), post(BY_SHOP + "/query", posted).path("rows"));
        assertEquals(got.path("next"), post(BY_SHOP + "/query", posted).path("next"));
        posted.remove("limit");
        posted.put("cursor", got.path("next").asText());
        assertEquals(1, post(BY_SHOP + "/query?limit=5", posted).path("rows").size());
        for (String shop : new String[] {"", "\0"}) {
            JsonNode rows =
                    post(BY_SHOP + "/query", question().put("shop", shop)).path("rows");
            assertEquals(shop, rows.path(0).path("group").path("shop").asText());
            assertEquals(1, rows.size());
        }
        JsonNode rows = post(BY_SHOP + "/query", (ObjectNode) new JsonMapper().readTree("{\"shop\":null}"))
                .path("rows");
        assertTrue(rows.path(0).path("group").path("shop").isNull(), rows::toString);
        assertEquals(
                7,
                post(BY_SHOP + "/query", question()).path("rows").findValues("sales").stream()
                        .mapToInt(JsonNode::asInt)
                        .sum());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | TM-HTTP-019 | is no object",
                "null | TM-HTTP-019 | is no object",
                "{\"shop\": | TM-HTTP-019 | is not JSON",
                "{} {} | TM-HTTP-019 | goes on after the object",
                "{\"shop\":{\"is\":\"a\"}} | TM-HTTP-019 | field \"shop\"",
                "{\"shop\":[[\"a\"]]} | TM-HTTP-019 | field \"shop\"",
                "{\"shp\":\"a\"} | TM-HTTP-004 | did you mean \"shop\"?",
                "{\"shop\":\"\\ud83d\"} | TM-HTTP-005 | cannot be stored",
                "{\"limit\":1.5} | TM-HTTP-011 | \"1.5\"",
                "{\"limit\":[1,2]} | TM-HTTP-017 | is given 2 times",
                "{\"from\":1795251600} | TM-HTTP-008 | if seconds are meant"
            })
    void aBodyThatIsNoQuestionIsToldWhy(String body, String code, String words) {
        HttpResponse<String> refused = bench.post(BY_SHOP + "/query", body, "Content-Type", "application/json");
        assertEquals(400, refused.statusCode(), refused.body());
        JsonNode problem = HttpBench.json(refused);
        assertEquals(code, problem.path("code").asText(), refused.body());
        assertTrue(problem.path("detail").asText().contains(words), refused.body());
    }
}
