package io.tidemark.aggregator;

import io.tidemark.function.Condition;
import io.tidemark.function.DoubleField;
import io.tidemark.function.Field;
import io.tidemark.function.LongField;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The aggregators that come with Tidemark, to be imported statically.
 *
 * <p>For all of them:
 *
 * <ul>
 *   <li>a null that a {@link Field} gives, and a NaN, is no value and is skipped; a function that throws (a {@link
 *       LongField} over a null, for one, unless the metric's condition leaves it out) has the event quarantined, and so
 *       has an infinite number or a decimal of more than 1,000 digits;
 *   <li>what has no answer is null: the mean of nothing, the variance of one number in a sample; the sum of nothing is
 *       0;
 *   <li>values that are kept come out in one form: whole numbers as {@code Long}, floating-point ones as {@code Double},
 *       enum constants and dates as {@code String}, decimals without trailing zeros;
 *   <li>those said to be exact give the same result, to the last bit, for the same set of events, in whatever order and
 *       parts they came;
 *   <li>parameters out of range are a fault of the model ({@code TM-DEF-023}), reported with its others; an aggregator
 *       made of such parameters throws {@link IllegalArgumentException} when it is used without a model.
 * </ul>
 */
public final class Aggregators {
    private Aggregators() {}

    /** How many events. Exact. */
    public static <E> Aggregator<E, ?, Long> count() {
        return new Count<>();
    }

    /** The sum. Exact, kept in 192 bits; null while it lies outside the longs, where {@link #sumDecimal} goes on. */
    public static <E> Aggregator<E, ?, Long> sum(LongField<E> number) {
        return new LongSum<>(number);
    }

    /** The sum: exact, and rounded once when it is asked for; null while it lies outside the doubles. Exact. */
    public static <E> Aggregator<E, ?, Double> sumDouble(DoubleField<E> number) {
        return new DoubleSum<>(number);
    }

    /** The sum of decimals. Exact. */
    public static <E> Aggregator<E, ?, BigDecimal> sumDecimal(Field<E, BigDecimal> number) {
        return new DecimalSum<>(number);
    }

    /** The least number. Exact. */
    public static <E> Aggregator<E, ?, Long> min(LongField<E> number) {
        return new LongExtreme<>(Extreme.MIN, number);
    }

    /** The greatest number. Exact. */
    public static <E> Aggregator<E, ?, Long> max(LongField<E> number) {
        return new LongExtreme<>(Extreme.MAX, number);
    }

    /** The least number. Exact. */
    public static <E> Aggregator<E, ?, Double> minDouble(DoubleField<E> number) {
        return new DoubleExtreme<>(Extreme.MIN, number);
    }

    /** The greatest number. Exact. */
    public static <E> Aggregator<E, ?, Double> maxDouble(DoubleField<E> number) {
        return new DoubleExtreme<>(Extreme.MAX, number);
    }

    /** The least value of a String, Instant, LocalDate, BigDecimal or other comparable field. Exact. */
    public static <E, V extends Comparable<?>> Aggregator<E, ?, Object> minOf(Field<E, V> value) {
        return usable(() -> new ValueExtreme<>(Extreme.MIN, value));
    }

    /** The greatest value, as {@link #minOf}. Enum constants compare by name. Exact. */
    public static <E, V extends Comparable<?>> Aggregator<E, ?, Object> maxOf(Field<E, V> value) {
        return usable(() -> new ValueExtreme<>(Extreme.MAX, value));
    }

    /** The mean: exact sum over exact count, rounded once. Exact. */
    public static <E> Aggregator<E, ?, Double> mean(LongField<E> number) {
        return new LongMean<>(number);
    }

    /** The mean: exact sum over exact count. Exact. */
    public static <E> Aggregator<E, ?, Double> meanDouble(DoubleField<E> number) {
        return new DoubleMean<>(number);
    }

    /** The variance of the whole population. Exact, from sums of 192 bits. */
    public static <E> Aggregator<E, ?, Double> variance(LongField<E> number) {
        return new LongSpread<>(Spread.VARIANCE, number);
    }

    /** The variance estimated from a sample: divided by one less; null for fewer than two numbers. Exact. */
    public static <E> Aggregator<E, ?, Double> sampleVariance(LongField<E> number) {
        return new LongSpread<>(Spread.SAMPLE_VARIANCE, number);
    }

    /** The standard deviation of the whole population. Exact. */
    public static <E> Aggregator<E, ?, Double> stddev(LongField<E> number) {
        return new LongSpread<>(Spread.STDDEV, number);
    }

    /** The standard deviation estimated from a sample; null for fewer than two numbers. Exact. */
    public static <E> Aggregator<E, ?, Double> sampleStddev(LongField<E> number) {
        return new LongSpread<>(Spread.SAMPLE_STDDEV, number);
    }

    /** As {@link #variance}. Exact, from exact sums of the numbers and of their squares. */
    public static <E> Aggregator<E, ?, Double> varianceDouble(DoubleField<E> number) {
        return new DoubleSpread<>(Spread.VARIANCE, number);
    }

    /** As {@link #sampleVariance}. Exact, from exact sums of the numbers and of their squares. */
    public static <E> Aggregator<E, ?, Double> sampleVarianceDouble(DoubleField<E> number) {
        return new DoubleSpread<>(Spread.SAMPLE_VARIANCE, number);
    }

    /** As {@link #stddev}. Exact, from exact sums of the numbers and of their squares. */
    public static <E> Aggregator<E, ?, Double> stddevDouble(DoubleField<E> number) {
        return new DoubleSpread<>(Spread.STDDEV, number);
    }

    /** As {@link #sampleStddev}. Exact, from exact sums of the numbers and of their squares. */
    public static <E> Aggregator<E, ?, Double> sampleStddevDouble(DoubleField<E> number) {
        return new DoubleSpread<>(Spread.SAMPLE_STDDEV, number);
    }

    /** The share of events for which the claim holds, 0 to 1. Exact. */
    public static <E> Aggregator<E, ?, Double> share(Condition<E> claim) {
        return new Holding<>("share", ResultType.DOUBLE, claim, Holding.Cell::share);
    }

    /** Whether the claim holds for at least one event; false for none. Exact. */
    public static <E> Aggregator<E, ?, Boolean> anyMatch(Condition<E> claim) {
        return new Holding<>("anyMatch", ResultType.BOOLEAN, claim, Holding.Cell::any);
    }

    /** Whether the claim holds for every event; true for none. Exact. */
    public static <E> Aggregator<E, ?, Boolean> allMatch(Condition<E> claim) {
        return new Holding<>("allMatch", ResultType.BOOLEAN, claim, Holding.Cell::all);
    }

    /** The value of the earliest event that has one; at the same time, of the lowest partition and offset. Exact. */
    public static <E, V> Aggregator<E, ?, Object> first(Field<E, V> value) {
        return usable(() -> KeptEvents.byTime("first", KeptOrder.EARLIEST, 1, oneOf(value)));
    }

    /** The value of the latest event that has one; at the same time, of the highest partition and offset. Exact. */
    public static <E, V> Aggregator<E, ?, Object> last(Field<E, V> value) {
        return usable(() -> KeptEvents.byTime("last", KeptOrder.LATEST, 1, oneOf(value)));
    }

    /** The value of the event with the least number; of equals, the lowest partition and offset. Exact. */
    public static <E, V> Aggregator<E, ?, Object> argMin(LongField<E> by, Field<E, V> value) {
        return usable(() -> KeptEvents.by(by, "argMin", KeptOrder.LOWEST, 1, oneOf(value)));
    }

    /** The value of the event with the greatest number; of equals, the lowest partition and offset. Exact. */
    public static <E, V> Aggregator<E, ?, Object> argMax(LongField<E> by, Field<E, V> value) {
        return usable(() -> KeptEvents.by(by, "argMax", KeptOrder.HIGHEST, 1, oneOf(value)));
    }

    /**
     * The {@code k} (1 to 10,000) events with the greatest numbers, as {@code [{"label": "AMS", "value": 120}, …]}, the
     * greatest first; of equals, the lowest partition and offset first. Exact.
     */
    public static <E, V> Aggregator<E, ?, List<Map<String, Object>>> topK(int k, LongField<E> by, Field<E, V> label) {
        return usable(() -> KeptEvents.by(by, "topK(k=" + k + ")", KeptOrder.HIGHEST, k, labelled(label)));
    }

    /** As {@link #topK}, with the least numbers, the least first. Exact. */
    public static <E, V> Aggregator<E, ?, List<Map<String, Object>>> bottomK(
            int k, LongField<E> by, Field<E, V> label) {
        return usable(() -> KeptEvents.by(by, "bottomK(k=" + k + ")", KeptOrder.LOWEST, k, labelled(label)));
    }

    /** The values of the first {@code limit} (1 to 10,000) events by event time, partition and offset. Exact. */
    public static <E, V> Aggregator<E, ?, List<Object>> list(Field<E, V> value, int limit) {
        return usable(() -> KeptEvents.byTime(
                "list(limit=" + limit + ")",
                KeptOrder.EARLIEST,
                limit,
                new KeptEvents.Kept<>(value, ResultType.JSON, KeptEventsCell::values)));
    }

    /** The different values in ascending order, of more than {@code limit} (1 to 10,000) the least. Exact. */
    public static <E, V extends Comparable<?>> Aggregator<E, ?, List<Object>> set(Field<E, V> value, int limit) {
        return usable(() -> new LeastValues<>(value, limit));
    }

    /**
     * About how many different values: a standard Apache DataSketches HLL sketch of 4,096 registers (2 KiB when full, a
     * few bytes when nearly empty). The standard error is 1.6 %; up to some hundred values it is nearly always right to
     * the unit. As in other systems that use the library, the empty string is not counted.
     */
    public static <E, V> Aggregator<E, ?, Long> distinctCount(Field<E, V> value) {
        return usable(() -> new DistinctSketch<>(value));
    }

    /** How many different values; null when there are more than {@code limit} (1 to 1,000,000). Exact. */
    public static <E, V> Aggregator<E, ?, Long> distinctExact(Field<E, V> value, int limit) {
        return usable(() -> new DistinctValues<>(value, limit));
    }

    /**
     * The number at a rank, such as 0.95: a standard Apache DataSketches KLL sketch of doubles, k = 200. The least number
     * whose rank is at least that asked for; exact up to 200 numbers, beyond that within 1.65 % of rank (99 % confidence).
     * The sketch tosses coins: two computations of the same events agree within twice that error, not to the last bit.
     */
    public static <E> Aggregator<E, ?, Double> quantile(LongField<E> number, double rank) {
        return usable(() ->
                Quantiles.ofLongs(ResultType.DOUBLE, number, new double[] {rank}, (ranks, numbers) -> numbers[0]));
    }

    /** As {@link #quantile}, for several ranks of one sketch: {@code {"0.5": 3.0, "0.95": 61.0}}. */
    public static <E> Aggregator<E, ?, Map<String, Double>> quantiles(LongField<E> number, double... ranks) {
        return usable(() -> Quantiles.ofLongs(ResultType.JSON, number, ranks, Aggregators::byRank));
    }

    /** As {@link #quantile}. */
    public static <E> Aggregator<E, ?, Double> quantileDouble(DoubleField<E> number, double rank) {
        return usable(() ->
                Quantiles.ofDoubles(ResultType.DOUBLE, number, new double[] {rank}, (ranks, numbers) -> numbers[0]));
    }

    /** As {@link #quantiles}. */
    public static <E> Aggregator<E, ?, Map<String, Double>> quantilesDouble(DoubleField<E> number, double... ranks) {
        return usable(() -> Quantiles.ofDoubles(ResultType.JSON, number, ranks, Aggregators::byRank));
    }

    /**
     * How many numbers lie between bounds, which ascend: {@code histogram(Flight::delay, 0, 15)} gives
     * {@code {"(-inf,0)": 5, "[0,15)": 3, "[15,+inf)": 1}}. Exact.
     */
    public static <E> Aggregator<E, ?, Map<String, Long>> histogram(LongField<E> number, long... bounds) {
        return usable(() -> new Histogram<>(number, bounds));
    }

    /**
     * The most frequent values, the most frequent first, as {@code [{"value": "AMS", "count": 120, "at_least": 118}, …]}
     * with the values as text: a standard Apache DataSketches frequent-items sketch. No value is missed that makes up
     * more than 3.5 / {@code maxMapSize} of all; counts are exact while there are no more than three quarters of
     * {@code maxMapSize} different values. The true count lies between {@code at_least} and {@code count}.
     *
     * @param maxMapSize a power of two, 8 to 1,048,576
     */
    public static <E, V> Aggregator<E, ?, List<Map<String, Object>>> frequentItems(Field<E, V> value, int maxMapSize) {
        return frequentItems(value, maxMapSize, Math.max(1, maxMapSize));
    }

    /** As {@link #frequentItems(Field, int)}, and only the first {@code limit} of them. */
    public static <E, V> Aggregator<E, ?, List<Map<String, Object>>> frequentItems(
            Field<E, V> value, int maxMapSize, int limit) {
        return usable(() -> new FrequentValues<>(value, maxMapSize, limit));
    }

    private static <E> KeptEvents.Kept<E, Object> oneOf(Field<E, ?> value) {
        return new KeptEvents.Kept<>(value, ValueType.of(value).resultType(), KeptEventsCell::value);
    }

    private static <E> KeptEvents.Kept<E, List<Map<String, Object>>> labelled(Field<E, ?> label) {
        return new KeptEvents.Kept<>(label, ResultType.JSON, KeptEventsCell::labelled);
    }

    private static Map<String, Double> byRank(double[] ranks, double[] numbers) {
        Map<String, Double> byRank = new LinkedHashMap<>();
        for (int i = 0; i < ranks.length; i++) {
            byRank.put(String.valueOf(ranks[i]), numbers[i]);
        }
        return Collections.unmodifiableMap(byRank);
    }

    private static <E, R> Aggregator<E, ?, R> usable(Supplier<Aggregator<E, ?, R>> made) {
        try {
            return made.get();
        } catch (ParameterException refusal) {
            return new UnusableAggregator<>(refusal);
        }
    }
}
