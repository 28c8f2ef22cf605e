package io.tidemark.it.journeys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.it.oracle.Patience;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.NodeClient.Parameter;
import io.tidemark.launcher.client.NodeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One day of flights, all of them below the tidemark, asked about in every way there is. */
final class ApiIT {
    private static final String ORIGINS = "/v1/aggregations/delays-by-origin/";
    private static final String ALL_FLIGHTS = "/v1/aggregations/all-flights/query";

    @TempDir
    private static Path directory;

    private static FlightsNode node;
    private static NodeClient client;
    /** What was answered when half of the flights were sent, and batch answered for them. */
    private static JsonNode halfway;

    @BeforeAll
    static void start() throws Exception {
        node = FlightsNode.start(directory, Instant.parse("2001-01-02T00:00:00Z"), 2);
        client = node.client();
        node.sendStage();
        node.awaitAnswered(node.flights() / 2);
        Patience.until(Duration.ofSeconds(60), () -> "batch does not cover the first half", () -> {
            halfway = ask(ALL_FLIGHTS, "window=range");
            return halfway.path("asOf").equals(halfway.path("tidemark"));
        });
        node.sendAll();
        node.awaitAnswered(node.flights());
        node.awaitBatch();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void hoursOfAnAirportAddUpToItsDay() {
        JsonNode hours = ask(ORIGINS + "query", "origin=ORD", "metrics=flights,sum_delay", "require=complete");
        JsonNode days = ask(ORIGINS + "query", "origin=ORD", "metrics=flights,sum_delay", "window=day");
        assertTrue(hours.path("rows").size() > 12);
        for (String metric : List.of("flights", "sum_delay")) {
            assertEquals(sum(days, metric), sum(hours, metric));
        }
        assertTrue(hours.path("complete").asBoolean());
        assertEquals(hours.path("asOf"), hours.path("tidemark"));
        for (JsonNode row : hours.path("rows")) {
            assertEquals("batch", row.path("origin").asText());
        }
    }

    @Test
    void manyGroupsAreAnsweredInOneCall() {
        JsonNode answer = ask(ORIGINS + "query", "origin=ORD", "origin=ATL", "origin=???", "window=range");
        assertEquals(2, answer.path("rows").size(), answer::toString);
    }

    @Test
    void topAirportsAreInOrderAndTheFirstOfAllGroups() {
        JsonNode top =
                ask(ORIGINS + "top", "by=flights", "n=5", "metrics=flights").path("rows");
        List<Long> flights = new ArrayList<>();
        top.forEach(row -> flights.add(row.path("metrics").path("flights").asLong()));
        assertEquals(flights.stream().sorted((a, b) -> Long.compare(b, a)).toList(), flights);
        assertEquals(5, flights.size());
        long most = 0;
        for (JsonNode row :
                ask(ORIGINS + "query", "window=range", "limit=10000").path("rows")) {
            most = Math.max(most, row.path("metrics").path("flights").asLong());
        }
        assertEquals(most, flights.get(0));
    }

    @Test
    void pagesTogetherHaveEveryGroupOnce() {
        Set<String> paged = new HashSet<>();
        int pages = 0;
        for (String cursor = ""; cursor != null; pages++) {
            JsonNode page = cursor.isEmpty()
                    ? ask(ORIGINS + "groups", "limit=50")
                    : ask(ORIGINS + "groups", "limit=50", "cursor=" + cursor);
            page.path("groups")
                    .forEach(group -> assertTrue(
                            paged.add(group.path("group").path("origin").asText()), "twice: " + group));
            cursor = page.hasNonNull("next") ? page.path("next").asText() : null;
        }
        assertTrue(pages > 2, pages + " pages");
        assertEquals(
                ask(ORIGINS + "query", "window=range", "limit=10000")
                        .path("rows")
                        .size(),
                paged.size());
        for (JsonNode group : ask(ORIGINS + "groups", "prefix=OR").path("groups")) {
            assertTrue(group.path("group").path("origin").asText().startsWith("OR"));
        }
    }

    @Test
    void explanationNamesTheRunItsFilesAndThePartitions() {
        JsonNode explained = ask(ORIGINS + "query", "origin=ORD", "window=range", "explain=true")
                .path("explain");
        String run = explained.path("run").asText();
        assertEquals(
                "published",
                client.ask("/v1/runs/" + NodeClient.segment(run), List.of())
                        .path("state")
                        .asText());
        assertFalse(explained.path("viewFiles").isEmpty());
        assertEquals(FlightsNode.PARTITIONS, explained.path("partitions").size());
    }

    @Test
    void answerAsOfAnEarlierManifestIsTheFormerOne() {
        long manifest = halfway.path("manifest").asLong();
        JsonNode then = ask(ALL_FLIGHTS, "window=range", "manifest=" + manifest);
        assertEquals(sum(halfway, "flights"), sum(then, "flights"));
        assertEquals(manifest, then.path("manifest").asLong());
        assertNotEquals(sum(ask(ALL_FLIGHTS, "window=range"), "flights"), sum(then, "flights"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    /v1/aggregations/delays-by-orgin/query                                    | 404 | TM-HTTP-003 | delays-by-origin
                    /v1/aggregations/delays-by-origin/query?orgin=ORD                         | 400 | TM-HTTP-004 | origin
                    /v1/aggregations/delays-by-origin/query?metrics=flight                    | 400 | TM-HTTP-006 | flights
                    /v1/aggregations/delays-by-origin/query?window=PT7M                       | 400 | TM-HTTP-007 | PT7M
                    /v1/aggregations/delays-by-origin/query?from=yesterday                    | 400 | TM-HTTP-008 | yesterday
                    /v1/aggregations/delays-by-origin/query?from=2001-02-01&to=2001-01-01     | 400 | TM-HTTP-009 | exchange
                    /v1/aggregations/all-flights/query?from=0001-01-01&to=2001-01-01          | 400 | TM-HTTP-010 | narrow
                    /v1/aggregations/delays-by-origin/query?limit=0                           | 400 | TM-HTTP-011 | 0
                    /v1/aggregations/delays-by-origin/query?cursor=abc                        | 400 | TM-HTTP-012 | cursor
                    /v1/aggregations/delays-by-origin/query?manifest=999999                   | 404 | TM-HTTP-014 | manifest
                    /v1/aggregations/delays-by-origin/query?require=all                       | 400 | TM-HTTP-016 | complete
                    /v1/aggregations/delays-by-origin/top?by=top_destinations                 | 400 | TM-HTTP-018 | rank
                    /v1/runs/none                                                             | 404 | TM-HTTP-020 | none
                    /v1/nothing                                                               | 404 | TM-HTTP-001 | openapi
                    """)
    void badInputIsRefusedWithCodePlaceAndMend(String path, int status, String code, String mend) {
        NodeException refused = assertThrows(NodeException.class, () -> client.ask(path, List.of()));
        assertEquals(status, refused.status(), refused::getMessage);
        assertTrue(refused.getMessage().contains(code), refused::getMessage);
        assertTrue(refused.getMessage().contains(mend), refused::getMessage);
    }

    private static JsonNode ask(String path, String... parameters) {
        List<Parameter> question = new ArrayList<>();
        for (String parameter : parameters) {
            int equals = parameter.indexOf('=');
            question.add(new Parameter(parameter.substring(0, equals), parameter.substring(equals + 1)));
        }
        return client.ask(path, question);
    }

    private static long sum(JsonNode answer, String metric) {
        long sum = 0;
        for (JsonNode row : answer.path("rows")) {
            sum += row.path("metrics").path(metric).asLong();
        }
        return sum;
    }
}
