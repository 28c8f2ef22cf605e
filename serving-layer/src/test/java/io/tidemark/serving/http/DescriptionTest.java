package io.tidemark.serving.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.model.QueryWords;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.serving.testing.SalesLog;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /openapi.json} describes is taken, and what it does not is not. */
@Timeout(60)
final class DescriptionTest {
    private static final String UNKNOWN = "TM-HTTP-004";
    /** Stands for a parameter for each group field. */
    private static final String GROUP_FIELDS = "groupFields";

    @TempDir
    static Path directory;

    private static HttpBench bench;
    private static JsonNode paths;

    @BeforeAll
    static void start() {
        SalesLog log = SalesLog.random(new SplittableRandom(1), 1, 50);
        bench = new HttpBench(
                log, directory, new InMemoryBatchViews(), HttpBench.quick(), new LogRealtimeView(log).caughtUp());
        paths = bench.json("/openapi.json").path("paths");
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    private static String path(String template) {
        return template.replace("{name}", "sales-by-shop").replace("{id}", "run-1");
    }

    /** The code of a refusal, or nothing. */
    private static String code(String template, String name, String value) {
        String before = template.equals("/v1/live") ? "?aggregation=sales-by-shop&" : "?";
        HttpRequest.Builder request = HttpRequest.newBuilder(bench.uri(path(template) + before + name + "=" + value))
                .GET();
        try {
            HttpResponse<Stream<String>> answer =
                    bench.client().send(request.build(), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = answer.body()) {
                return answer.statusCode() < 400
                        ? ""
                        : HttpBench.parse(lines.findFirst().orElseThrow())
                                .path("code")
                                .asText();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> described(JsonNode operation) {
        Set<String> names = new TreeSet<>();
        operation.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        });
        return names;
    }

    private static List<String> words() {
        return Arrays.stream(QueryWords.class.getFields())
                .filter(field -> field.getType() == String.class)
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    @Test
    void eachParameterThatIsDescribedIsTakenAndNoOther() {
        assertTrue(words().size() > 10);
        Set<String> wrong = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            JsonNode get = path.getValue().path("get");
            if (get.isMissingNode() || !path.getKey().startsWith("/v1/")) {
                continue;
            }
            Set<String> described = described(get);
            Set<String> all = new TreeSet<>(described);
            all.addAll(words());
            all.remove(GROUP_FIELDS);
            for (String name : all) {
                boolean isTaken = !code(path.getKey(), name, "x").equals(UNKNOWN);
                if (isTaken != described.contains(name)) {
                    wrong.add(path.getKey() + " " + name + (isTaken ? " is not described" : " is not taken"));
                }
            }
            boolean takesFields = !code(path.getKey(), "shop", "shop-1").equals(UNKNOWN);
            if (takesFields != described.contains(GROUP_FIELDS)) {
                wrong.add(path.getKey() + " " + GROUP_FIELDS);
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void eachMethodThatIsDescribedIsTakenAndNoOther() {
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            Set<String> described = new TreeSet<>(Set.of("OPTIONS"));
            path.getValue().fieldNames().forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT)));
            if (described.contains("GET") && !path.getKey().equals("/v1/live")) {
                described.add("HEAD");
            }
            HttpResponse<String> options = bench.send(
                    HttpRequest.newBuilder(bench.uri(path(path.getKey()))).method("OPTIONS", BodyPublishers.noBody()));
            String allowed = options.headers().firstValue("Allow").orElse("");
            assertEquals(described, new TreeSet<>(List.of(allowed.split(", "))), path.getKey());
        }
    }

    @Test
    void eachStatusOfARightRequestIsDescribed() {
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            JsonNode get = path.getValue().path("get");
            if (!get.isMissingNode() && !path.getKey().equals("/v1/live")) {
                String query = path.getKey().endsWith("/top") ? "?by=sales" : "";
                HttpResponse<String> answer = bench.get(path(path.getKey()) + query);
                boolean isProblem =
                        answer.headers().firstValue("Content-Type").orElse("").equals("application/problem+json");
                String status = isProblem ? "default" : Integer.toString(answer.statusCode());
                assertTrue(get.path("responses").has(status), path.getKey() + ": " + status);
            }
            path.getValue()
                    .forEach(operation -> assertTrue(operation.path("responses").has("default"), path.getKey()));
        }
    }
}
