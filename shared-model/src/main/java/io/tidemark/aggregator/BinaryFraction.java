package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.memory.HeapSize;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A mutable signed binary fraction with as many words as it needs, in two's complement: room for the exact sum of
 * 2<sup>62</sup> doubles, or of their squares (U. Kulisch's long accumulator, without the words that are all zero). Owned
 * by one thread.
 *
 * <pre>
 * guard (64) | word n-1 (64) | … | word 0 (64, whose unit is 2^(64 · first))
 * </pre>
 *
 * The guard holds the sign and what was carried, so that a sum never outgrows its words. As bytes: {@code first} and the
 * number of words as varInts, and the words, without those that say nothing: equal values have equal bytes.
 */
final class BinaryFraction {
    private static final int FRACTION_BITS = 52;
    private static final long FRACTION = (1L << FRACTION_BITS) - 1;
    private static final int LEAST_EXPONENT = -1074;
    private static final long[] NOTHING = {0};

    private int first;
    private long[] words = NOTHING;

    void add(double number) {
        long bits = Double.doubleToRawLongBits(number);
        add(0, mantissa(bits), exponent(bits), bits >> 63);
    }

    void subtract(double number) {
        add(-number);
    }

    void addSquare(double root) {
        long bits = Double.doubleToRawLongBits(root);
        long mantissa = mantissa(bits);
        add(Math.multiplyHigh(mantissa, mantissa), mantissa * mantissa, 2 * exponent(bits), 0);
    }

    private static long mantissa(long bits) {
        return (bits << 1) >>> (FRACTION_BITS + 1) == 0 ? bits & FRACTION : (bits & FRACTION) | (FRACTION + 1);
    }

    private static int exponent(long bits) {
        return Math.max((int) ((bits << 1) >>> (FRACTION_BITS + 1)), 1) - 1 + LEAST_EXPONENT;
    }

    /** Adds (high · 2^64 + low) · 2^exponent, of at most 128 bits, or its negative where flip is -1. */
    private void add(long high, long low, int exponent, long flip) {
        if ((high | low) == 0) {
            return;
        }
        int at = exponent >> 6;
        int by = exponent & 63;
        int parts = high == 0 ? 2 : 3;
        makeRoom(at, at + parts);
        long carry = flip & 1;
        int i = at - first;
        carry = addTo(i, (low << by) ^ flip, carry);
        // A shift by 64 is one by 0 in Java, hence two of them.
        carry = addTo(i + 1, ((low >>> 1 >>> (63 - by)) | (high << by)) ^ flip, carry);
        if (parts == 3) {
            carry = addTo(i + 2, (high >>> 1 >>> (63 - by)) ^ flip, carry);
        }
        // Above it stand the sign's bits, which with the carry mostly come to nothing.
        for (i += parts; i < words.length && carry != (flip & 1); i++) {
            carry = addTo(i, flip, carry);
        }
    }

    private long addTo(int i, long term, long carry) {
        long sum = words[i] + term;
        long next = sum + carry;
        words[i] = next;
        return (Long.compareUnsigned(sum, term) < 0 || Long.compareUnsigned(next, sum) < 0) ? 1 : 0;
    }

    void add(BinaryFraction other) {
        add(other, 0);
    }

    void subtract(BinaryFraction other) {
        add(other, -1);
    }

    private void add(BinaryFraction other, long flip) {
        if (other.words == NOTHING) {
            return;
        }
        makeRoom(other.first, other.first + other.words.length - 1);
        long carry = flip & 1;
        int from = other.first - first;
        for (int i = from; i < words.length; i++) {
            long term = i - from < other.words.length ? other.words[i - from] : other.sign();
            carry = addTo(i, term ^ flip, carry);
        }
    }

    /** 0 or -1: all the words above. */
    private long sign() {
        return words[words.length - 1] >> 63;
    }

    /** Makes words from one place up to, not including, another, and the guard above them. */
    private void makeRoom(int from, int end) {
        if (words != NOTHING && from >= first && end < first + words.length) {
            return;
        }
        boolean isNew = words == NOTHING;
        int lowest = isNew ? from : Math.min(first, from);
        int guard = isNew ? end : Math.max(first + words.length - 1, end);
        long[] wider = new long[guard - lowest + 1];
        if (!isNew) {
            System.arraycopy(words, 0, wider, first - lowest, words.length);
            Arrays.fill(wider, first - lowest + words.length, wider.length, sign());
        }
        first = lowest;
        words = wider;
    }

    BinaryFraction copy() {
        BinaryFraction copy = new BinaryFraction();
        copy.first = first;
        copy.words = words == NOTHING ? NOTHING : words.clone();
        return copy;
    }

    boolean isZero() {
        return Arrays.stream(words).allMatch(word -> word == 0);
    }

    /** The value is {@link #unscaled} · 2^exponent. */
    int exponent() {
        return first * Long.SIZE;
    }

    BigInteger unscaled() {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES);
        for (int i = words.length - 1; i >= 0; i--) {
            bytes.putLong(words[i]);
        }
        return new BigInteger(bytes.array());
    }

    /** The nearest double, infinite beyond the doubles. */
    double value() {
        return RoundedFraction.of(unscaled(), exponent()).value();
    }

    long heapBytes() {
        return HeapSize.object(Integer.BYTES + HeapSize.REFERENCE) + HeapSize.array(words.length, Long.BYTES);
    }

    void write(ByteWriter out) {
        int lowest = 0;
        while (lowest < words.length - 1 && words[lowest] == 0) {
            lowest++;
        }
        int end = words.length;
        while (end > lowest + 1 && words[end - 1] == words[end - 2] >> 63) {
            end--;
        }
        boolean isZero = end == lowest + 1 && words[lowest] == 0;
        out.writeVarInt(isZero ? 0 : first + lowest);
        out.writeVarInt(isZero ? 0 : end - lowest);
        for (int i = lowest; i < end && !isZero; i++) {
            out.writeLong(words[i]);
        }
    }

    void read(ByteReader in) {
        first = in.readVarInt();
        int count = in.readVarInt();
        words = count == 0 ? NOTHING : new long[count + 1];
        for (int i = 0; i < count; i++) {
            words[i] = in.readLong();
        }
        if (count > 0) {
            words[count] = words[count - 1] >> 63;
        }
    }
}
