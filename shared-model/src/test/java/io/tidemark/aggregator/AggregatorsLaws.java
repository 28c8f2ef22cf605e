package io.tidemark.aggregator;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.testkit.AggregatorLaws;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every aggregator keeps the laws; those that are not exact, within their stated error. */
class AggregatorsLaws {
    static Stream<Aggregator<Reading, ?, ?>> exact() {
        return Stream.of(
                count(),
                sum(Reading::number),
                sum(Reading::small),
                sum(Reading::boxed),
                sumDecimal(Reading::price),
                min(Reading::number),
                max(Reading::number),
                minDouble(Reading::level),
                maxDouble(Reading::level),
                minOf(Reading::name),
                maxOf(Reading::price),
                minOf(Reading::time),
                maxOf(Reading::day),
                minOf(Reading::kind),
                maxOf(Reading::level),
                maxOf(Reading::flag),
                mean(Reading::number),
                mean(Reading::small),
                variance(Reading::number),
                sampleVariance(Reading::small),
                stddev(Reading::number),
                sampleStddev(Reading::small),
                sumDouble(Reading::level),
                meanDouble(Reading::level),
                varianceDouble(Reading::level),
                sampleVarianceDouble(Reading::level),
                stddevDouble(Reading::level),
                sampleStddevDouble(Reading::level),
                share(r -> r.small() > 15),
                anyMatch(r -> r.small() == 50),
                allMatch(r -> r.flag()),
                first(Reading::name),
                last(Reading::price),
                last(Reading::small),
                argMin(Reading::number, Reading::name),
                argMax(Reading::small, Reading::day),
                argMax(Reading::boxed, Reading::level),
                topK(3, Reading::small, Reading::name),
                bottomK(10, Reading::number, Reading::kind),
                list(Reading::time, 7),
                set(Reading::name, 5),
                set(Reading::price, 1_000),
                distinctExact(Reading::name, 5),
                distinctExact(Reading::price, 1_000),
                histogram(Reading::small, 0, 15, 60),
                histogram(Reading::number, Long.MIN_VALUE, 0, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("exact")
    void exactOnesKeepTheLawsToTheLastBit(Aggregator<Reading, ?, ?> aggregator) {
        assertEquals(true, aggregator.traits().contains(Trait.EXACT));
        AggregatorLaws.of(aggregator, Reading::random).check();
    }

    static Stream<Aggregator<Reading, ?, Long>> distinct() {
        return Stream.of(
                distinctCount(Reading::name),
                distinctCount(Reading::number),
                distinctCount(Reading::level),
                distinctCount(Reading::price),
                distinctCount(Reading::time));
    }

    @ParameterizedTest
    @MethodSource("distinct")
    void distinctCountKeepsTheLawsToTheUnit(Aggregator<Reading, ?, Long> aggregator) {
        AggregatorLaws.of(aggregator, Reading::random)
                .agreeing((a, b) -> Math.abs(a - b) <= 1)
                .check();
    }

    @ParameterizedTest
    @MethodSource("quantiles")
    void quantilesKeepTheLawsWithinTheirError(Aggregator<Reading, ?, ?> aggregator, BiPredicate<Object, Object> agree) {
        AggregatorLaws.of(aggregator, Reading::random)
                .agreeing((a, b) -> agree.test(a, b))
                .check();
    }

    static Stream<Arguments> quantiles() {
        // Uniform over 120 values, so that 3.3 % of rank is 4 values; twice that for a sample of 400.
        BiPredicate<Object, Object> near = (a, b) -> Math.abs((Double) a - (Double) b) <= 20;
        BiPredicate<Object, Object> eachNear = (a, b) -> ((Map<?, ?>) a)
                .keySet().stream().allMatch(k -> near.test(((Map<?, ?>) a).get(k), ((Map<?, ?>) b).get(k)));
        return Stream.of(
                Arguments.of(Aggregators.<Reading>quantile(Reading::small, 0.5), near),
                Arguments.of(Aggregators.<Reading>quantileDouble(Reading::small, 0.95), near),
                Arguments.of(Aggregators.<Reading>quantiles(Reading::small, 0, 0.25, 1), eachNear));
    }

    static Stream<Aggregator<Reading, ?, List<Map<String, Object>>>> frequent() {
        return Stream.of(
                frequentItems(Reading::name, 32),
                frequentItems(Reading::kind, 8, 2),
                frequentItems(Reading::small, 256));
    }

    @ParameterizedTest
    @MethodSource("frequent")
    void frequentItemsAreExactWhileTheirMapHoldsAllValues(
            Aggregator<Reading, ?, List<Map<String, Object>>> aggregator) {
        AggregatorLaws.of(aggregator, Reading::random).check();
    }
}
