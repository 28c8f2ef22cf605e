package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.memory.HeapSize;

/**
 * The exact sum of doubles, rounded when it is asked for: the same to the last bit in whatever order and parts they came.
 * It is kept as two doubles for as long as these hold it exactly, which D. E. Knuth's two-sum tells (The Art of Computer
 * Programming, vol. 2, 4.2.2), and what they cannot hold goes into a {@link BinaryFraction}. Owned by one thread.
 *
 * <p>As bytes: the sum rounded and what the rounding lost, as doubles; where the two are not the whole sum, NaN and the
 * fraction. Equal sums have equal bytes.
 */
final class ExactSum {
    private double sum;
    private double lost;
    /** What is to be added to the two; null for nothing. */
    private BinaryFraction rest;

    void add(double term) {
        double next = sum + term;
        double back = next - sum;
        double error = (sum - (next - back)) + (term - back);
        double nextLost = lost + error;
        double backLost = nextLost - lost;
        // An error of the error; NaN where a sum has left the doubles.
        if ((lost - (nextLost - backLost)) + (error - backLost) == 0) {
            sum = next;
            lost = nextLost;
        } else {
            widen(term);
        }
    }

    /** Adds the exact square of a number whose square is no double. */
    void addSquare(double root) {
        rest().addSquare(root);
    }

    private BinaryFraction rest() {
        if (rest == null) {
            rest = new BinaryFraction();
        }
        return rest;
    }

    private void widen(double term) {
        rest().add(sum);
        rest.add(lost);
        rest.add(term);
        sum = 0;
        lost = 0;
    }

    void add(ExactSum other) {
        add(other.sum);
        add(other.lost);
        if (other.rest != null) {
            rest().add(other.rest);
        }
    }

    void subtract(ExactSum other) {
        add(-other.sum);
        add(-other.lost);
        if (other.rest != null) {
            rest().subtract(other.rest);
        }
    }

    /** The nearest double, infinite beyond the doubles. */
    double value() {
        double value = sum + lost;
        return rest == null && Double.isFinite(value) ? value : exact().value();
    }

    /** The sum through a number of terms, also where the sum itself is beyond the doubles. */
    double mean(long numbers) {
        double value = value();
        if (Double.isFinite(value)) {
            return value / numbers;
        }
        BinaryFraction exact = exact();
        return Math.scalb(
                RoundedFraction.of(exact.unscaled(), exact.exponent() - Long.SIZE)
                                .value()
                        / numbers,
                Long.SIZE);
    }

    BinaryFraction exact() {
        BinaryFraction exact = rest == null ? new BinaryFraction() : rest.copy();
        exact.add(sum);
        exact.add(lost);
        return exact;
    }

    long heapBytes() {
        return HeapSize.object(2 * Double.BYTES + HeapSize.REFERENCE) + (rest == null ? 0 : rest.heapBytes());
    }

    void write(ByteWriter out) {
        double rounded = value();
        if (rest == null && Double.isFinite(rounded)) {
            double back = rounded - sum;
            out.writeDouble(rounded);
            out.writeDouble((sum - (rounded - back)) + (lost - back));
        } else {
            writeWide(rounded, out);
        }
    }

    private void writeWide(double rounded, ByteWriter out) {
        if (Double.isFinite(rounded)) {
            BinaryFraction beyond = exact();
            beyond.subtract(rounded);
            double error = beyond.value();
            beyond.subtract(error);
            if (beyond.isZero()) {
                out.writeDouble(rounded);
                out.writeDouble(error);
                return;
            }
        }
        out.writeDouble(Double.NaN);
        exact().write(out);
    }

    void read(ByteReader in) {
        sum = in.readDouble();
        if (Double.isNaN(sum)) {
            sum = 0;
            rest = new BinaryFraction();
            rest.read(in);
        } else {
            lost = in.readDouble();
        }
    }
}
