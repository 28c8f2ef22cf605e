package io.tidemark.aggregator;

import static io.tidemark.aggregator.Aggregators.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.testkit.AggregatorLaws;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is computed of doubles is exact: the same bits in any order and split, and those of plain decimal arithmetic. */
class DoublesInAnyOrderTest {
    record Level(double level) {}

    private static final EventPosition ANYWHERE = new EventPosition() {
        @Override
        public long eventTimeMillis() {
            return 0;
        }

        @Override
        public int partition() {
            return 0;
        }

        @Override
        public long offset() {
            return 0;
        }
    };

    static Stream<Aggregator<Level, ?, Double>> all() {
        return Stream.of(
                sumDouble(Level::level),
                meanDouble(Level::level),
                varianceDouble(Level::level),
                sampleVarianceDouble(Level::level),
                stddevDouble(Level::level),
                sampleStddevDouble(Level::level));
    }

    @ParameterizedTest
    @MethodSource("all")
    void theLawsHoldToTheLastBitForDoublesOfEverySize(Aggregator<Level, ?, Double> aggregator) {
        AggregatorLaws.of(aggregator, random -> new Level(anyDouble(random)))
                .seeds(300)
                .check();
    }

    @Test
    void sumsThatLeaveTheDoublesAndComeBackAreThereInEveryOrder() {
        assertEquals(1e308, result(sumDouble(Level::level), 1e308, 1e308, -1e308));
        assertEquals(1e308, result(sumDouble(Level::level), 1e308, -1e308, 1e308));
        assertEquals(null, result(sumDouble(Level::level), 1e308, 1e308));
        assertEquals(null, result(sumDouble(Level::level), Double.MAX_VALUE, Math.ulp(Double.MAX_VALUE) / 2));
        assertEquals(1e308, result(meanDouble(Level::level), 1e308, 1e308));
        assertEquals(1.0, result(sumDouble(Level::level), 1e308, 1.0, -1e308));
        assertEquals(Double.MIN_VALUE, result(sumDouble(Level::level), 1e16, Double.MIN_VALUE, -1e16));
        assertEquals(1e200, result(stddevDouble(Level::level), 1e200, -1e200));
        assertEquals(null, result(varianceDouble(Level::level), 1e200, -1e200));
        assertEquals(0.0, result(varianceDouble(Level::level), 0.1, 0.1, 0.1));
    }

    @Test
    void zeroHasNoSign() {
        assertEquals(0.0, result(sumDouble(Level::level), -0.0, -0.0));
        assertEquals(0.0, result(sumDouble(Level::level), -1e-320, 1e-320));
        assertEquals(0.0, result(meanDouble(Level::level), -0.0));
    }

    @Test
    void resultsAreThoseOfPlainArithmetic() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 2_000; round++) {
            double[] levels = new double[random.nextInt(1, 30)];
            Arrays.setAll(levels, i -> anyDouble(random) * 1e-10);
            double[] numbers = Arrays.stream(levels)
                    .filter(level -> !Double.isNaN(level) && Math.abs(level) < 1e140)
                    .toArray();
            if (numbers.length == 0) {
                continue;
            }
            BigDecimal sum = Arrays.stream(numbers).mapToObj(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
            assertEquals(sum.doubleValue(), result(sumDouble(Level::level), numbers));
            assertEquals(variance(numbers, sum), result(varianceDouble(Level::level), numbers));
        }
    }

    private static double variance(double[] numbers, BigDecimal sum) {
        BigDecimal squares = Arrays.stream(numbers)
                .mapToObj(number -> new BigDecimal(number).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal count = BigDecimal.valueOf(numbers.length);
        return squares.multiply(count)
                .subtract(sum.pow(2))
                .divide(count.pow(2), new MathContext(400))
                .doubleValue();
    }

    @Test
    void equalSumsHaveEqualBytes() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 500; round++) {
            List<Double> numbers = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                double number = anyDouble(random);
                numbers.add(Double.isNaN(number) ? 0 : number);
            }
            byte[] one = bytes(sum(numbers));
            Collections.reverse(numbers);
            byte[] other = bytes(sum(numbers));
            assertEquals(Arrays.toString(one), Arrays.toString(other));
            ExactSum read = new ExactSum();
            read.read(new ByteReader(one));
            assertEquals(Arrays.toString(one), Arrays.toString(bytes(read)));
        }
    }

    @Test
    void aFractionIsWhatItsWordsSay() {
        SplittableRandom random = new SplittableRandom(13);
        BinaryFraction fraction = new BinaryFraction();
        BigInteger expected = BigInteger.ZERO;
        for (int i = 0; i < 20_000; i++) {
            double number = anyDouble(random);
            if (!Double.isNaN(number)) {
                fraction.add(number);
                expected = expected.add(new BigDecimal(number)
                        .multiply(new BigDecimal(BigInteger.TWO.pow(1074)))
                        .toBigIntegerExact());
            }
        }
        assertEquals(
                expected,
                fraction.unscaled().shiftLeft(fraction.exponent() + 1088).shiftRight(14));
    }

    private static ExactSum sum(List<Double> numbers) {
        ExactSum sum = new ExactSum();
        numbers.forEach(sum::add);
        return sum;
    }

    private static byte[] bytes(ExactSum sum) {
        ByteWriter out = new ByteWriter();
        sum.write(out);
        return out.toBytes();
    }

    private static <A> Double result(Aggregator<Level, A, Double> aggregator, double... levels) {
        A sum = aggregator.create();
        for (double level : levels) {
            aggregator.add(sum, new Level(level), ANYWHERE);
        }
        return aggregator.result(sum);
    }

    /** Of every exponent, near one another, decimals such as people have, and the ends. */
    private static double anyDouble(SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(any) ? any : Double.NaN;
            }
            case 1 -> random.nextInt(2) == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE;
            case 2 -> random.nextInt(-3, 3) * Double.MIN_VALUE;
            case 3 -> random.nextInt(-3, 3) * 5e307;
            case 4 -> random.nextInt(-100_000, 100_000) / 100.0;
            case 5 -> random.nextDouble() * 1e16;
            case 6 -> -0.0;
            default -> random.nextDouble() - 0.5;
        };
    }
}
