package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.Aggregators;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.examples.flights.FlightModel;
import io.tidemark.model.Model;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JavaCheckTest {
    /** What is counted. */
    public record Event(long at) {}

    @Test
    void aJavaThatWasTriedIsNoWord() {
        assertEquals(List.of(), JavaCheck.of(17).of(Model.of(new FlightModel())));
        assertEquals(List.of(), JavaCheck.of(25).ofJava());
    }

    @Test
    void aJavaThatIsTooNewIsSaidBeforeAnythingFails() {
        assertEquals(
                "TM-CFG-012 Java 26: is newer than what Tidemark was tried on, 17 to 25; use one of those if anything"
                        + " fails",
                JavaCheck.of(26).ofJava().get(0).toString());
    }

    @Test
    void aMetricThatThisJavaCannotComputeIsNamed() {
        Model model = Model.of(builder -> {
            var events = builder.stream("events", Event.class).eventTimeMillis(Event::at);
            builder.aggregation("a")
                    .over(events)
                    .tile(Duration.ofHours(1))
                    .metric("n", Aggregators.count())
                    .metric("sketch", new NotOnThisJava<>());
        });

        List<String> faults =
                JavaCheck.of(21).of(model).stream().map(Object::toString).toList();

        assertEquals(1, faults.size());
        assertTrue(
                faults.get(0)
                        .startsWith("TM-CFG-013 aggregation \"a\", metric \"sketch\": cannot be computed on Java 21:"
                                + " Unsupported JDK Major Version"),
                faults.get(0));
    }

    /** Fails as DataSketches' memory does: first when its class is made ready. */
    public static final class NotOnThisJava<E> implements Aggregator<E, long[], Long> {
        @Override
        public long[] create() {
            return new long[1];
        }

        @Override
        public void add(long[] accumulator, E event, EventPosition at) {
            accumulator[0]++;
        }

        @Override
        public void merge(long[] into, long[] from) {
            into[0] += from[0];
        }

        @Override
        public Long result(long[] accumulator) {
            return accumulator[0];
        }

        @Override
        public void write(long[] accumulator, ByteWriter out) {
            throw new ExceptionInInitializerError(new IllegalArgumentException("Unsupported JDK Major Version"));
        }

        @Override
        public long[] read(ByteReader in) {
            return new long[1];
        }

        @Override
        public ResultType resultType() {
            return ResultType.LONG;
        }

        @Override
        public String describe() {
            return "not-on-this-java";
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.EXACT);
        }
    }
}
