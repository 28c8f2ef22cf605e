package io.tidemark.aggregator;

import static io.tidemark.aggregator.Aggregators.*;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.Comparator.naturalOrder;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact aggregators give what plain Java gives; sketches stay within their published error. */
class AggregatorsTest {
    private record At(long eventTimeMillis, int partition, long offset) implements EventPosition {}

    private record Placed(Reading reading, At at) {
        static final Comparator<Placed> BY_POSITION =
                comparing((Placed p) -> p.at().partition()).thenComparing(p -> p.at().offset());
        static final Comparator<Placed> BY_TIME =
                comparingLong((Placed p) -> p.at().eventTimeMillis()).thenComparing(BY_POSITION);
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void sumsMeansAndSpreadsEqualBigIntegers(long seed) {
        List<Placed> events = events(seed);
        List<BigInteger> numbers = events.stream()
                .map(e -> BigInteger.valueOf(e.reading().number()))
                .toList();
        BigInteger n = BigInteger.valueOf(numbers.size());
        BigInteger sum = numbers.stream().reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger squares = numbers.stream().map(x -> x.pow(2)).reduce(BigInteger.ZERO, BigInteger::add);
        assertEquals((long) numbers.size(), result(count(), events));
        assertEquals(sum.bitLength() < 64 ? sum.longValue() : null, result(sum(Reading::number), events));
        BigInteger deviations = n.multiply(squares).subtract(sum.pow(2));
        assertEquals(quotient(sum, n), result(mean(Reading::number), events));
        assertEquals(quotient(deviations, n.pow(2)), result(variance(Reading::number), events));
        BigInteger sampleDivisor = n.multiply(n.subtract(BigInteger.ONE));
        assertEquals(quotient(deviations, sampleDivisor), result(sampleVariance(Reading::number), events));
        Double variance = quotient(deviations, n.pow(2));
        assertEquals(variance == null ? null : Math.sqrt(variance), result(stddev(Reading::number), events));
        Double sample = quotient(deviations, sampleDivisor);
        assertEquals(sample == null ? null : Math.sqrt(sample), result(sampleStddev(Reading::number), events));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void thoseOfDoublesEqualDecimalsWithinRounding(long seed) {
        List<Placed> events = events(seed);
        List<BigDecimal> levels = events.stream()
                .map(e -> e.reading().level())
                .filter(x -> !x.isNaN())
                .map(BigDecimal::new)
                .toList();
        BigDecimal sum = levels.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        assertClose(sum.doubleValue(), result(sumDouble(Reading::level), events));
        if (levels.size() > 1) {
            BigDecimal mean = sum.divide(BigDecimal.valueOf(levels.size()), MathContext.DECIMAL128);
            assertClose(mean.doubleValue(), result(meanDouble(Reading::level), events));
            double deviations = levels.stream()
                    .map(x -> x.subtract(mean).pow(2))
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .doubleValue();
            assertClose(deviations / levels.size(), result(varianceDouble(Reading::level), events));
            assertClose(deviations / (levels.size() - 1), result(sampleVarianceDouble(Reading::level), events));
            assertClose(Math.sqrt(deviations / levels.size()), result(stddevDouble(Reading::level), events));
            assertClose(
                    Math.sqrt(deviations / (levels.size() - 1)), result(sampleStddevDouble(Reading::level), events));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void extremesAndDecimalsEqualStreams(long seed) {
        List<Placed> events = events(seed);
        List<Reading> readings = events.stream().map(Placed::reading).toList();
        assertEquals(
                readings.stream().map(Reading::number).min(naturalOrder()).orElse(null),
                result(min(Reading::number), events));
        assertEquals(
                readings.stream().map(Reading::number).max(naturalOrder()).orElse(null),
                result(max(Reading::number), events));
        List<Double> levels =
                readings.stream().map(Reading::level).filter(x -> !x.isNaN()).toList();
        assertEquals(levels.stream().min(naturalOrder()).orElse(null), result(minDouble(Reading::level), events));
        assertEquals(levels.stream().max(naturalOrder()).orElse(null), result(maxDouble(Reading::level), events));
        assertEquals(
                readings.stream()
                        .map(Reading::time)
                        .filter(Objects::nonNull)
                        .max(naturalOrder())
                        .orElse(null),
                result(maxOf(Reading::time), events));
        assertEquals(
                readings.stream()
                        .map(Reading::day)
                        .filter(Objects::nonNull)
                        .min(naturalOrder())
                        .map(Object::toString)
                        .orElse(null),
                result(minOf(Reading::day), events));
        BigDecimal prices =
                readings.stream().map(Reading::price).filter(Objects::nonNull).reduce(BigDecimal.ZERO, BigDecimal::add);
        assertEquals(0, prices.compareTo(result(sumDecimal(Reading::price), events)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void claimsCount(long seed) {
        List<Placed> events = events(seed);
        long late = events.stream().filter(e -> e.reading().small() >= 15).count();
        assertEquals(
                events.isEmpty() ? null : (Double) ((double) late / events.size()),
                result(share(r -> r.small() >= 15), events));
        assertEquals(late > 0, result(anyMatch(r -> r.small() >= 15), events));
        assertEquals(late == events.size(), result(allMatch(r -> r.small() >= 15), events));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void eventsAreChosenByTimeOrNumberThenByPosition(long seed) {
        List<Placed> events = events(seed);
        List<Placed> named = events.stream()
                .filter(e -> e.reading().kind() != null)
                .sorted(Placed.BY_TIME)
                .toList();
        assertEquals(kind(named.stream().findFirst().orElse(null)), result(first(Reading::kind), events));
        assertEquals(kind(named.isEmpty() ? null : named.get(named.size() - 1)), result(last(Reading::kind), events));
        assertEquals(
                named.stream().limit(7).map(AggregatorsTest::kind).toList(), result(list(Reading::kind, 7), events));
        Comparator<Placed> byNumber = comparingLong(p -> p.reading().number());
        List<Placed> lowest = named.stream()
                .sorted(byNumber.thenComparing(Placed.BY_POSITION))
                .toList();
        List<Placed> highest = named.stream()
                .sorted(byNumber.reversed().thenComparing(Placed.BY_POSITION))
                .toList();
        assertEquals(
                kind(lowest.stream().findFirst().orElse(null)), result(argMin(Reading::number, Reading::kind), events));
        assertEquals(
                kind(highest.stream().findFirst().orElse(null)),
                result(argMax(Reading::number, Reading::kind), events));
        assertEquals(labelled(highest, 5), result(topK(5, Reading::number, Reading::kind), events));
        assertEquals(labelled(lowest, 5), result(bottomK(5, Reading::number, Reading::kind), events));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void setsAndHistogramsEqualPlainOnes(long seed) {
        List<Placed> events = events(seed);
        TreeSet<String> kinds = events.stream()
                .map(AggregatorsTest::kind)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(kinds.stream().limit(2).toList(), result(set(Reading::kind, 2), events));
        assertEquals((long) kinds.size(), result(distinctExact(Reading::kind, 3), events));
        assertEquals(
                kinds.size() > 2 ? null : (Long) (long) kinds.size(), result(distinctExact(Reading::kind, 2), events));
        Map<String, Long> bins = result(histogram(Reading::small, 0, 15), events);
        assertEquals(List.of("(-inf,0)", "[0,15)", "[15,+inf)"), List.copyOf(bins.keySet()));
        assertEquals(events.stream().filter(e -> e.reading().small() < 0).count(), bins.get("(-inf,0)"));
        assertEquals(events.stream().filter(e -> e.reading().small() >= 15).count(), bins.get("[15,+inf)"));
        assertEquals(
                (long) events.size(), bins.values().stream().mapToLong(x -> x).sum());
    }

    @Test
    void aSumLeavesTheLongsAndComesBack() {
        List<Placed> events = List.of(numbered(Long.MAX_VALUE, 0), numbered(1, 1));
        assertNull(result(sum(Reading::number), events));
        List<Placed> back = List.of(numbered(Long.MAX_VALUE, 0), numbered(1, 1), numbered(-5, 2));
        assertEquals(Long.MAX_VALUE - 4, result(sum(Reading::number), back));
    }

    @Test
    void nothingHasTheAnswersItCanHave() {
        assertEquals(0L, result(sum(Reading::number), List.of()));
        assertEquals(0.0, result(sumDouble(Reading::level), List.of()));
        assertEquals(BigDecimal.ZERO, result(sumDecimal(Reading::price), List.of()));
        assertEquals(0L, result(distinctCount(Reading::name), List.of()));
        assertNull(result(mean(Reading::number), List.of()));
        assertNull(result(quantile(Reading::number, 0.5), List.of()));
        assertNull(result(share(r -> true), List.of()));
        assertEquals(List.of(), result(frequentItems(Reading::name, 8), List.of()));
    }

    @Test
    void theEmptyTextIsAValueToo() {
        List<String> texts = List.of("", "a", "", "\0");
        assertEquals(3L, ofTexts(distinctCount((String text) -> text), texts));
        assertEquals(3L, ofTexts(distinctExact((String text) -> text, 10), texts));
        assertTrue(ofTexts(frequentItems((String text) -> text, 8, 1), texts)
                .toString()
                .contains("count=2"));
    }

    private static <A, R> R ofTexts(Aggregator<String, A, R> aggregator, List<String> texts) {
        A accumulator = aggregator.create();
        for (int i = 0; i < texts.size(); i++) {
            aggregator.add(accumulator, texts.get(i), new At(0, 0, i));
        }
        return aggregator.result(accumulator);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 100_000})
    void distinctCountIsWithinThreeStandardErrors(int values) {
        List<Placed> events = IntStream.range(0, values)
                .mapToObj(i -> numbered(i * 7_919L, i))
                .toList();
        double estimate = merged(distinctCount(Reading::number), events);
        assertEquals(values, estimate, Math.max(0.5, 3 * 0.0163 * values));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 200, 201, 100_000})
    void quantilesAreWithinTheirRankError(int values) {
        List<Long> numbers = new ArrayList<>(
                IntStream.range(0, values).mapToObj(i -> (long) i).toList());
        Collections.shuffle(numbers, new Random(values));
        List<Placed> events = IntStream.range(0, values)
                .mapToObj(i -> numbered(numbers.get(i), i))
                .toList();
        // Twice the published error: this fails once in some millions of runs.
        double error = values <= 200 ? 0 : 2 * 0.0165 * values;
        for (double rank : new double[] {0, 0.05, 0.5, 0.95, 1}) {
            double exact = Math.max(0, Math.ceil(rank * values) - 1);
            assertEquals(exact, merged(quantile(Reading::number, rank), events), error, "rank " + rank);
        }
        assertEquals(
                List.of("0.25", "0.5"),
                List.copyOf(
                        result(quantiles(Reading::number, 0.25, 0.5), events).keySet()));
    }

    @Test
    void frequentItemsMissNoneThatIsFrequentAndBoundItsCount() {
        SplittableRandom random = new SplittableRandom(3);
        List<Placed> events = IntStream.range(0, 50_000)
                .mapToObj(i -> numbered(random.nextInt(2) == 0 ? random.nextInt(5) : random.nextInt(20_000), i))
                .toList();
        List<Map<String, Object>> rows = merged(frequentItems(Reading::boxed, 256, 5), events);
        assertEquals(5, rows.size());
        for (Map<String, Object> row : rows) {
            long value = Long.parseLong((String) row.get("value"));
            long exact =
                    events.stream().filter(e -> e.reading().boxed() == value).count();
            assertTrue(value < 5, "the five frequent ones come first: " + rows);
            assertTrue((Long) row.get("at_least") <= exact && exact <= (Long) row.get("count"));
        }
    }

    @Test
    void anEmptySketchIsOneByte() {
        assertEquals(1, bytes(distinctCount(Reading::name), List.of()));
        assertEquals(1, bytes(quantile(Reading::number, 0.5), List.of()));
        assertEquals(1, bytes(frequentItems(Reading::name, 8), List.of()));
        assertTrue(bytes(distinctCount(Reading::number), List.of(numbered(1, 0))) < 20);
        assertTrue(bytes(quantile(Reading::number, 0.5), List.of(numbered(1, 0))) < 20);
    }

    @Test
    void whatIsNoNumberIsRefused() {
        Aggregator<Reading, ?, BigDecimal> decimals = sumDecimal(r -> new BigDecimal("1E+999999999"));
        assertEquals(
                "a decimal of more than 1000 digits",
                assertThrows(ArithmeticException.class, () -> result(decimals, List.of(numbered(1, 0))))
                        .getMessage());
        Aggregator<Reading, ?, Double> doubles = sumDouble(r -> 1.0 / 0);
        assertEquals(
                "an infinite number",
                assertThrows(ArithmeticException.class, () -> result(doubles, List.of(numbered(1, 0))))
                        .getMessage());
    }

    @Test
    void parametersOutOfRangeThrowOnUseWithTheirMend() {
        assertUnusable("rank 1.5 is not between 0 and 1; use 0.95 for 95 %", quantile(Reading::number, 1.5));
        assertUnusable("a limit of 0 is out of range; use 1 to 10000", topK(0, Reading::number, Reading::name));
        assertUnusable("a map size of 100 is no power of two; use 128", frequentItems(Reading::name, 100));
        assertUnusable(
                "the bounds 15, 15 do not ascend; give each bound once, the lowest first",
                histogram(Reading::number, 0, 15, 15));
        assertUnusable(
                "cannot keep a java.util.Map; use a String, number, BigDecimal, Boolean, Instant, LocalDate or enum",
                first((Reading r) -> Map.of("a", 1)));
    }

    private static void assertUnusable(String message, Aggregator<Reading, ?, ?> aggregator) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, aggregator::create).getMessage());
    }

    private static List<Placed> events(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = seed % 10 == 0 ? (int) (seed / 10) - 1 : random.nextInt(1, 500);
        List<Placed> events = new ArrayList<>();
        for (int offset = 0; offset < size; offset++) {
            events.add(
                    new Placed(Reading.random(random), new At(1_000L * random.nextInt(20), random.nextInt(4), offset)));
        }
        return events;
    }

    private static Placed numbered(long number, long offset) {
        return new Placed(
                new Reading(number, 0, number, null, null, null, null, null, null, number), new At(0, 0, offset));
    }

    private static <A, R> R result(Aggregator<Reading, A, R> aggregator, List<Placed> events) {
        return aggregator.result(fold(aggregator, events));
    }

    private static <A> int bytes(Aggregator<Reading, A, ?> aggregator, List<Placed> events) {
        ByteWriter out = new ByteWriter();
        aggregator.write(fold(aggregator, events), out);
        return out.size();
    }

    private static <A> A fold(Aggregator<Reading, A, ?> aggregator, List<Placed> events) {
        A sum = aggregator.create();
        events.forEach(e -> aggregator.add(sum, e.reading(), e.at()));
        return sum;
    }

    /** Folded in ten parts that go through their bytes. */
    private static <A, R> R merged(Aggregator<Reading, A, R> aggregator, List<Placed> events) {
        A sum = aggregator.create();
        for (int part = 0; part < 10; part++) {
            int first = events.size() * part / 10;
            ByteWriter out = new ByteWriter();
            aggregator.write(fold(aggregator, events.subList(first, events.size() * (part + 1) / 10)), out);
            aggregator.merge(sum, aggregator.read(new ByteReader(out.toBytes())));
        }
        return aggregator.result(sum);
    }

    private static Double quotient(BigInteger numerator, BigInteger divisor) {
        return divisor.signum() <= 0
                ? null
                : new BigDecimal(numerator)
                        .divide(new BigDecimal(divisor), MathContext.DECIMAL128)
                        .doubleValue();
    }

    private static void assertClose(double expected, double actual) {
        assertEquals(expected, actual, 1e-12 * Math.max(1, Math.abs(expected)));
    }

    private static String kind(Placed placed) {
        return placed == null || placed.reading().kind() == null
                ? null
                : placed.reading().kind().name();
    }

    private static List<Map<String, Object>> labelled(List<Placed> order, int k) {
        return order.stream()
                .limit(k)
                .map(p -> Map.<String, Object>of(
                        "label", kind(p), "value", p.reading().number()))
                .toList();
    }
}
