package io.tidemark.aggregator;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What accumulators say that they take is near what the heap says. */
class HeapBytesTest {
    /** So many bytes of accumulators are made: what else happens on the heap meanwhile is little beside it. */
    private static final long BYTES = 4L << 20;

    private static final int MOST_EVENTS = 200_000;

    /** What other threads and the test itself may have taken meanwhile, or given back. */
    private static final long OTHERS = 16L << 10;

    public record Item(long number, String text, BigDecimal price, Instant time) {}

    private static final class At implements EventPosition {
        private final SplittableRandom random = new SplittableRandom(5);

        @Override
        public long eventTimeMillis() {
            return random.nextLong(1L << 40);
        }

        @Override
        public int partition() {
            return 1;
        }

        @Override
        public long offset() {
            return random.nextLong(1L << 40);
        }
    }

    static Stream<Arguments> aggregators() {
        Stream<Aggregator<Item, ?, ?>> all = Stream.of(
                count(),
                sum(Item::number),
                sumDecimal(Item::price),
                sumDouble(i -> i.number() / 3.0),
                mean(Item::number),
                meanDouble(i -> i.number() / 3.0),
                variance(Item::number),
                max(Item::number),
                maxDouble(i -> i.number() / 3.0),
                maxOf(Item::text),
                share(i -> i.number() > 5),
                last(Item::text),
                argMax(Item::number, Item::text),
                topK(50, Item::number, Item::text),
                list(Item::time, 1_000),
                set(Item::text, 1_000),
                set(Item::price, 1_000),
                distinctExact(Item::text, 100_000),
                distinctExact(Item::number, 100_000),
                histogram(Item::number, 0, 10, 100, 1_000),
                quantile(Item::number, 0.95),
                distinctCount(Item::text),
                frequentItems(Item::text, 256, 10));
        return all.flatMap(each -> Stream.of(1, 60, 3_000).map(events -> Arguments.of(each, events)));
    }

    @ParameterizedTest(name = "{0} of {1} events")
    @MethodSource("aggregators")
    void whatIsSaidIsNearWhatIsTaken(Aggregator<Item, Object, ?> aggregator, int events) {
        requireNear(aggregator, events, aggregator.describe() + " folded", false);
        requireNear(aggregator, events, aggregator.describe() + " read", true);
    }

    private static void requireNear(Aggregator<Item, Object, ?> aggregator, int events, String what, boolean isRead) {
        long said = said(aggregator, filled(aggregator, events, 0));
        int count = (int) Math.max(8, Math.min(Math.min(200_000, MOST_EVENTS / events), BYTES / said));
        Object[] accumulators = new Object[count];
        long before = used();
        for (int i = 0; i < count; i++) {
            Object folded = filled(aggregator, events, i);
            accumulators[i] = isRead ? aggregator.read(new ByteReader(written(aggregator, folded))) : folded;
        }
        long taken = used() - before - OTHERS;
        long all = 0;
        for (Object accumulator : accumulators) {
            all += said(aggregator, accumulator);
        }
        String text =
                what + ", " + events + " events: " + taken / count + " bytes each, where " + all / count + " are said";
        assertTrue(all > 0.75 * taken && all < 2.5 * (taken + 2 * OTHERS) + 16L * count, text);
    }

    private static long said(Aggregator<Item, Object, ?> aggregator, Object accumulator) {
        return aggregator.heapBytes(accumulator, written(aggregator, accumulator).length);
    }

    private static byte[] written(Aggregator<Item, Object, ?> aggregator, Object accumulator) {
        ByteWriter out = new ByteWriter();
        aggregator.write(accumulator, out);
        return out.toBytes();
    }

    private static Object filled(Aggregator<Item, Object, ?> aggregator, int events, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        At at = new At();
        Object accumulator = aggregator.create();
        for (int i = 0; i < events; i++) {
            long number = random.nextLong(1L << 50);
            aggregator.add(
                    accumulator,
                    new Item(
                            number,
                            "customer-" + number,
                            new BigDecimal(BigInteger.valueOf(number), 2),
                            Instant.ofEpochMilli(number)),
                    at);
        }
        return accumulator;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 2; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
