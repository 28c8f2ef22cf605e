package io.tidemark.it.process;

import static io.tidemark.aggregator.Aggregators.count;
import static io.tidemark.aggregator.Aggregators.maxOf;
import static io.tidemark.aggregator.Aggregators.sumDouble;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.it.oracle.Patience;
import io.tidemark.model.ModelBuilder;
import io.tidemark.model.TidemarkModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole processes under the locales, zones and character sets that machines have. */
final class OddMachineIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String EXPECTED = "{\"sales\":2,\"day\":\"2026-11-21\",\"price\":0.30000000000000004}";

    @TempDir
    private Path directory;

    /** With code that takes locale and zone from the machine, as code does. */
    public static final class Careless implements TidemarkModel {
        /** A sale. */
        public record Sale(Instant at, String city, double price) {
            String code() {
                return city.toUpperCase() + String.format(" %d", city.length());
            }

            LocalDate day() {
                return LocalDate.ofInstant(at, ZoneId.systemDefault());
            }
        }

        @Override
        public void define(ModelBuilder model) {
            model.aggregation("sales")
                    .over(model.stream("sales", Sale.class).eventTime(Sale::at))
                    .groupBy("city", Sale::code)
                    .tile(Duration.ofHours(1))
                    .metric("sales", count())
                    .metric("day", maxOf(Sale::day))
                    .metric("price", sumDouble(Sale::price));
        }
    }

    /** One log for all of them. */
    @BeforeAll
    static void twoSales() {
        KafkaTopic.named(TheBroker.bootstrapServers(), "sales")
                .create(1, Map.of())
                .send(
                        0,
                        "{\"at\":\"2026-11-21T23:59:59Z\",\"city\":\"München ißi\",\"price\":0.1}",
                        "{\"at\":\"2026-11-21T23:00:00Z\",\"city\":\"München ißi\",\"price\":0.2}");
    }

    @ParameterizedTest
    @CsvSource({
        "C, -Duser.timezone=Asia/Kathmandu",
        "C.UTF-8, -Duser.language=tr -Duser.country=TR -Duser.timezone=Pacific/Apia",
        "POSIX, -Duser.language=ar -Duser.country=EG -Dfile.encoding=ISO-8859-1 -Duser.timezone=America/St_Johns",
        "C.UTF-8, -Duser.language=th -Duser.country=TH -Duser.variant=TH -Dfile.encoding=US-ASCII"
    })
    void answersAreThoseOfEveryOtherMachine(String locale, String java) throws IOException {
        Map<String, String> machine = Map.of("LC_ALL", locale, "JDK_JAVA_OPTIONS", java);
        String name = "odd" + Math.abs((locale + java).hashCode());
        try (NodeProcess node = new NodeProcess(
                Careless.class, directory.resolve(name), TheBroker.bootstrapServers(), Map.of("group.prefix", name))) {
            node.process().with(machine);
            node.startAndAwait(PATIENCE);
            Patience.until(PATIENCE, node::told, () -> node.isFromBatch("sales", "sales", 2));
            String asked = "city=MÜNCHEN ISSI 11";
            JsonNode json = new JsonMapper().readTree(printed(node, machine, "--json", asked));
            assertEquals(EXPECTED, json.path("rows").path(0).path("metrics").toString());
            assertEquals(
                    "MÜNCHEN ISSI 11",
                    json.path("rows").path(0).path("group").path("city").asText());
            String table = printed(node, machine, "--limit=5", asked);
            assertTrue(table.contains("MÜNCHEN ISSI 11") || table.contains("M\\u00dcNCHEN ISSI 11"), table);
            assertTrue(table.contains("2026-11-21T23:00:00Z"), table);
        }
    }

    private String printed(NodeProcess node, Map<String, String> machine, String how, String group) {
        Path out = directory.resolve("query" + System.nanoTime());
        try (CommandProcess query = new CommandProcess(out, "query", "sales", "--url", node.url(), "-g", group, how)) {
            assertEquals(0, query.with(machine).start().exitCode(PATIENCE), query::output);
            // Which options it was given, Java tells first.
            return query.output().replaceFirst("(?m)^NOTE: Picked up.*\\R", "");
        }
    }
}
