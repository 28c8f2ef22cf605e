package io.tidemark.it.oracle;

import io.tidemark.examples.flights.Flight;
import io.tidemark.examples.flights.FlightFile;
import io.tidemark.examples.flights.FlightModel;
import io.tidemark.examples.flights.FlightReplay;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Real flights with real lateness, as records. */
public final class Flights {
    private Flights() {}

    /** Those that were known before {@code end}, in the order in which they became known. */
    public static List<ProducerRecord<byte[], byte[]>> records(Instant end, int partitions) throws IOException {
        List<ProducerRecord<byte[], byte[]>> flights = new ArrayList<>();
        for (Flight flight : FlightReplay.of(FlightFile.january2001().read()).flights()) {
            if (FlightReplay.known(flight).isBefore(end)) {
                int partition = FlightReplay.partition(flight, partitions);
                flights.add(new ProducerRecord<>(FlightModel.TOPIC, partition, null, FlightReplay.json(flight)));
            }
        }
        return flights;
    }
}
