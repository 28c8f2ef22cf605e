package io.tidemark.it.faults;

import static io.tidemark.aggregator.Aggregators.count;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.command.TidemarkCommand;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of 60,000 characters, from the producer to whoever asks: from realtime, from batch and of both. */
final class LongGroupsIT {
    private static final String TOPIC = "long-groups";
    private static final int LENGTH = 60_000;
    /** In the order of their bytes; the first two differ in their last character. */
    private static final List<String> NAMES = List.of(
            "a".repeat(LENGTH) + "1",
            "a".repeat(LENGTH) + "2",
            "short",
            "é".repeat(LENGTH),
            "\ud83d\ude00".repeat(LENGTH / 2));

    @TempDir
    private Path directory;

    /** A visit to a page of however long a name. */
    public record Visit(Instant at, String page) {}

    /** Visits by page. */
    public static final class Visits implements TidemarkModel {
        @Override
        public void define(ModelBuilder model) {
            model.aggregation("visits")
                    .over(model.stream(TOPIC, Visit.class).eventTime(Visit::at))
                    .groupBy("page", Visit::page)
                    .tile(Duration.ofHours(1))
                    .metric("n", count());
        }
    }

    private static void send() {
        Node.topic(TOPIC)
                .send(
                        0,
                        NAMES.stream()
                                .map(name -> "{\"at\":\"2026-11-21T09:00:00Z\",\"page\":\"" + name + "\"}")
                                .toArray(String[]::new));
    }

    private static Map<String, Long> each(long figure) {
        Map<String, Long> each = new TreeMap<>();
        NAMES.forEach(name -> each.put(name, figure));
        return each;
    }

    @Test
    void theyAreAnsweredWhateverAnswersThemAndHoweverTheyAreAsked() throws Exception {
        Node.topic(TOPIC).create(1, Map.of());
        send();
        try (Node node = Node.start(new Visits(), directory)) {
            node.await("visits", "n", each(1));
            node.awaitBatch("visits", "n", each(1));
            send();
            node.await("visits", "n", each(2));
            for (String name : NAMES) {
                assertEquals(
                        2,
                        ask(node, "query", page(name), word("window", "all"))
                                .findValue("n")
                                .asLong());
            }
            assertEquals(NAMES, pages(node, "query", "rows"));
            assertEquals(NAMES, pages(node, "groups", "groups"));
            assertEquals(5, ask(node, "top", word("by", "n")).path("rows").size());
            assertTable(node);
            assertFollowed(node);
            assertCommandLine(node);
            node.awaitNoFault();
        }
    }

    private static Parameter word(String name, String value) {
        return new Parameter(name, value);
    }

    private static Parameter page(String name) {
        return word("page", name);
    }

    private static JsonNode ask(Node node, String question, Parameter... words) {
        return node.client().ask("/v1/aggregations/visits/" + question, List.of(words));
    }

    /** The names in order, one a page. */
    private static List<String> pages(Node node, String question, String field) {
        List<String> names = new ArrayList<>();
        JsonNode answer = ask(node, question, word("limit", "1"));
        while (true) {
            answer.path(field)
                    .forEach(each -> names.add(each.path("group").path("page").asText()));
            if (!answer.has("next")) {
                return names;
            }
            answer = ask(
                    node,
                    question,
                    word("limit", "1"),
                    word("cursor", answer.path("next").asText()));
        }
    }

    private static void assertTable(Node node) {
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        node.client().table("/v1/aggregations/visits/query", List.of(word("window", "all")), "text/csv", table);
        String text = table.toString(UTF_8);
        for (String name : NAMES) {
            assertTrue(text.contains("\n" + name + ",,,2,"), () -> "no line of " + name.substring(0, 5));
        }
    }

    private static void assertFollowed(Node node) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(node.uri().resolve("/v1/live"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"aggregation\": \"visits\", \"window\": \"all\", \"page\": \"" + NAMES.get(3) + "\"}"))
                .build();
        HttpResponse<Stream<String>> followed = HttpClient.newHttpClient().send(request, BodyHandlers.ofLines());
        assertEquals(200, followed.statusCode());
        try (Stream<String> lines = followed.body()) {
            assertTrue(lines.anyMatch(line -> line.startsWith("data: ") && line.contains(NAMES.get(3))));
        }
    }

    private void assertCommandLine(Node node) throws IOException {
        Path argument = Files.writeString(directory.resolve("argument"), "page=" + NAMES.get(1));
        StringWriter out = new StringWriter();
        int code = TidemarkCommand.commandLine()
                .setOut(new PrintWriter(out, true))
                .execute(
                        "query",
                        "visits",
                        "--window",
                        "all",
                        "--json",
                        "--url",
                        node.uri().toString(),
                        "-g",
                        "@" + argument);
        assertEquals(0, code);
        assertTrue(out.toString().contains(NAMES.get(1)));
    }
}
