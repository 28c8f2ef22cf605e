package io.tidemark.examples.flights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightReplayTest {
    private static List<Flight> flights;

    @BeforeAll
    static void readTheMonth() throws IOException {
        flights = FlightReplay.of(FlightFile.january2001().read()).flights();
    }

    @Test
    void theMonthIsWhole() {
        assertEquals(508_239, flights.size());
        assertEquals(3_221_712, flights.stream().mapToLong(Flight::delay).sum());
        assertEquals(223, flights.stream().map(Flight::origin).distinct().count());
    }

    @Test
    void flightsComeInTheOrderInWhichTheyAreKnown() {
        IntStream.range(1, flights.size())
                .forEach(i -> assertFalse(
                        FlightReplay.known(flights.get(i)).isBefore(FlightReplay.known(flights.get(i - 1)))));
        assertTrue(IntStream.range(1, flights.size())
                .anyMatch(i -> flights.get(i).date().isBefore(flights.get(i - 1).date())));
    }

    @Test
    void everyPartitionGetsItsShare() {
        flights.stream()
                .collect(Collectors.groupingBy(f -> FlightReplay.partition(f, 4), Collectors.counting()))
                .forEach((partition, count) -> assertTrue(count > 508_239 / 8, partition + " has " + count));
    }

    @Test
    void aFlightIsOneJsonObject() throws IOException {
        Flight flight = new Flight(Instant.parse("2001-01-01T00:01:00Z"), -5, 1745, "LAX", "ORD");
        JsonNode json = new ObjectMapper().readTree(FlightReplay.json(flight));
        assertEquals("2001-01-01T00:01:00Z", json.get("date").asText());
        assertEquals(-5, json.get("delay").asInt());
        assertEquals("ORD", json.get("destination").asText());
    }

    @Test
    void aFileThatIsNoParquetIsRefusedByName(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("flights.csv"), "date,delay\n2001-01-01,5\n");
        IOException refused =
                assertThrows(IOException.class, () -> FlightFile.of(file).read());
        assertTrue(refused.getMessage().contains("flights.csv"), refused.getMessage());
    }
}
