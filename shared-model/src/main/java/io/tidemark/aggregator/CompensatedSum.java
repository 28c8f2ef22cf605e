package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;

/**
 * A sum of doubles that carries the part lost to rounding along (A. Neumaier, "Rundungsfehleranalyse einiger Verfahren
 * zur Summation endlicher Summen", 1974). Its error does not grow with the number of terms. Owned by one thread.
 */
final class CompensatedSum {
    private double sum;
    private double lost;

    void add(double term) {
        double next = sum + term;
        lost += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
        sum = next;
    }

    void add(CompensatedSum other) {
        add(other.sum);
        lost += other.lost;
    }

    double value() {
        return sum + lost;
    }

    void write(ByteWriter out) {
        out.writeDouble(sum);
        out.writeDouble(lost);
    }

    void read(ByteReader in) {
        sum = in.readDouble();
        lost = in.readDouble();
    }
}
