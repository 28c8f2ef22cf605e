package io.tidemark.it.simulation;

import io.tidemark.aggregator.EstimatingAggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A sum of doubles that is rounded at each addition, as a user may write one: its last bits show the order of merging. */
final class RoundedSum implements EstimatingAggregator<Reading, double[], Double> {
    /** Far above what the roundings of a history's readings come to, and far below one reading. */
    private static final double ERROR = 1e-9;

    @Override
    public double[] create() {
        return new double[1];
    }

    @Override
    public void add(double[] sum, Reading reading, EventPosition at) {
        sum[0] += reading.fraction();
    }

    @Override
    public void merge(double[] into, double[] from) {
        into[0] += from[0];
    }

    @Override
    public Double result(double[] sum) {
        return sum[0];
    }

    @Override
    public void write(double[] sum, ByteWriter out) {
        out.writeDouble(sum[0]);
    }

    @Override
    public double[] read(ByteReader in) {
        return new double[] {in.readDouble()};
    }

    @Override
    public Optional<String> beyondError(List<Reading> readings, Double sum) {
        double exact = readings.stream().mapToLong(Reading::number).sum() * Reading.STEP;
        return Math.abs(exact - sum) <= ERROR ? Optional.empty() : Optional.of(sum + " in place of " + exact);
    }

    @Override
    public ResultType resultType() {
        return ResultType.DOUBLE;
    }

    @Override
    public String describe() {
        return "roundedSum";
    }

    @Override
    public Set<Trait> traits() {
        return Set.of();
    }
}
