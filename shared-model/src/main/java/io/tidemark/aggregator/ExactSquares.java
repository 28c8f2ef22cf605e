package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.memory.HeapSize;

/** The exact sum of the squares of doubles: of each its nearest double and what that lost. Owned by one thread. */
final class ExactSquares {
    /** From here on what is lost of a square is a double too: 2^-960, with 106 bits above the least double. */
    private static final double LEAST_SPLIT = 0x1p-960;

    private final ExactSum squares = new ExactSum();
    private final ExactSum lost = new ExactSum();

    void add(double root) {
        double square = root * root;
        if (square >= LEAST_SPLIT && square <= Double.MAX_VALUE) {
            squares.add(square);
            lost.add(Math.fma(root, root, -square));
        } else if (root != 0) {
            squares.addSquare(root);
        }
    }

    void add(ExactSquares other) {
        squares.add(other.squares);
        lost.add(other.lost);
    }

    void subtract(ExactSquares other) {
        squares.subtract(other.squares);
        lost.subtract(other.lost);
    }

    BinaryFraction exact() {
        BinaryFraction exact = squares.exact();
        exact.add(lost.exact());
        return exact;
    }

    long heapBytes() {
        return HeapSize.object(2 * HeapSize.REFERENCE) + squares.heapBytes() + lost.heapBytes();
    }

    void write(ByteWriter out) {
        squares.write(out);
        lost.write(out);
    }

    void read(ByteReader in) {
        squares.read(in);
        lost.read(in);
    }
}
