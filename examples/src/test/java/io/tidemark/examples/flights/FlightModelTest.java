package io.tidemark.examples.flights;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.testkit.PlainFold;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlightModelTest {
    private static final Model MODEL = Model.of(new FlightModel());

    @Test
    void everyAggregationHasEveryFlightOnce() throws IOException {
        List<Flight> flights = FlightFile.january2001().read().subList(0, 20_000);
        for (AggregationDefinition<?> definition : MODEL.aggregations()) {
            PlainFold<Flight> fold = new PlainFold<>(ofFlights(definition));
            for (int i = 0; i < flights.size(); i++) {
                fold.add(flights.get(i), flights.get(i).date().toEpochMilli(), 0, i);
            }
            int count = definition.metricIndex("flights");
            long counted = fold.results().values().stream()
                    .mapToLong(row -> (Long) row.get(count))
                    .sum();
            assertEquals(20_000, counted, definition.name());
        }
    }

    @SuppressWarnings("unchecked")
    private static AggregationDefinition<Flight> ofFlights(AggregationDefinition<?> definition) {
        return (AggregationDefinition<Flight>) definition;
    }
}
