package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.DoubleField;
import io.tidemark.function.LongField;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * Quantiles by an Apache DataSketches KLL sketch of doubles (Z. Karnin, K. Lang, E. Liberty, "Optimal Quantile
 * Approximation in Streams", 2016). Stored as a length and the library's bytes; no bytes for no number. The library
 * compacts by the toss of a coin that cannot be seeded: two sketches of the same numbers agree within their error.
 */
final class Quantiles<E, R> extends FieldAggregator<E, QuantileCell, R>
        implements SketchAggregator<E, QuantileCell, R>, EstimatingAggregator<E, QuantileCell, R> {
    /** Three times the error of rank that is stated. */
    private static final double MOST_RANKS_OFF = 0.05;

    private final ToDoubleFunction<E> number;
    private final double[] ranks;
    private final Finish<R> finish;

    /** Makes the result from the ranks asked for and the numbers found at them. */
    @FunctionalInterface
    interface Finish<R> {
        R of(double[] ranks, double[] numbers);
    }

    static <E, R> Quantiles<E, R> ofLongs(ResultType type, LongField<E> field, double[] ranks, Finish<R> finish) {
        return new Quantiles<>("quantile", type, field::applyAsLong, field, ranks, finish);
    }

    static <E, R> Quantiles<E, R> ofDoubles(ResultType type, DoubleField<E> field, double[] ranks, Finish<R> finish) {
        return new Quantiles<>("quantileDouble", type, field, field, ranks, finish);
    }

    private Quantiles(
            String kind,
            ResultType type,
            ToDoubleFunction<E> number,
            Serializable field,
            double[] ranks,
            Finish<R> finish) {
        super(kind + Arrays.toString(ranks) + "(k=" + QuantileCell.K + ")", type, APPROXIMATE, field);
        ParameterException.requireBetween("a number of ranks of", ranks.length, 1, 100);
        for (double rank : ranks) {
            if (!(rank >= 0 && rank <= 1)) {
                throw new ParameterException("rank " + rank + " is not between 0 and 1", "use 0.95 for 95 %");
            }
        }
        this.number = number;
        this.ranks = ranks.clone();
        this.finish = finish;
    }

    @Override
    public QuantileCell create() {
        return new QuantileCell();
    }

    @Override
    public void check(E event) {
        DoubleAggregator.finite(number.applyAsDouble(event));
    }

    @Override
    public void add(QuantileCell cell, E event, EventPosition at) {
        double value = DoubleAggregator.finite(number.applyAsDouble(event));
        if (!Double.isNaN(value)) {
            cell.add(value);
        }
    }

    @Override
    public void merge(QuantileCell into, QuantileCell from) {
        into.add(from);
    }

    @Override
    public R result(QuantileCell cell) {
        return cell.isEmpty()
                ? null
                : finish.of(ranks, cell.sketch().getQuantiles(ranks, QuantileSearchCriteria.INCLUSIVE));
    }

    @Override
    public Optional<String> beyondError(List<E> events, R result) {
        double[] numbers = events.stream()
                .mapToDouble(number)
                .filter(each -> !Double.isNaN(each))
                .sorted()
                .toArray();
        if (numbers.length == 0 || result == null) {
            return numbers.length == 0 && result == null
                    ? Optional.empty()
                    : Optional.of("is " + result + " of " + numbers.length + " numbers");
        }
        List<?> found = result instanceof Map<?, ?> map ? List.copyOf(map.values()) : List.of(result);
        double allowed = numbers.length <= QuantileCell.K ? 1.0 / numbers.length : MOST_RANKS_OFF;
        for (int i = 0; i < ranks.length; i++) {
            double value = ((Number) found.get(i)).doubleValue();
            double below =
                    (double) Arrays.stream(numbers).filter(each -> each < value).count() / numbers.length;
            double upTo = (double)
                            Arrays.stream(numbers).filter(each -> each <= value).count()
                    / numbers.length;
            if (below > ranks[i] + allowed || upTo < ranks[i] - allowed) {
                return Optional.of("has " + value + " at rank " + ranks[i] + ", where it stands between " + below
                        + " and " + upTo);
            }
        }
        return Optional.empty();
    }

    @Override
    public byte[] sketch(QuantileCell cell) {
        return cell.sketch().toByteArray();
    }

    @Override
    public void write(QuantileCell cell, ByteWriter out) {
        out.writeBytes(cell.isEmpty() ? new byte[0] : sketch(cell));
    }

    @Override
    public long heapBytes(QuantileCell cell, int encodedBytes) {
        return cell.heapBytes();
    }

    @Override
    public QuantileCell read(ByteReader in) {
        byte[] bytes = in.readBytes();
        return bytes.length == 0 ? create() : QuantileCell.of(bytes);
    }
}
