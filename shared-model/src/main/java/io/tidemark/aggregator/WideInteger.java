package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.memory.HeapSize;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * A mutable signed integer of 192 bits, in two's complement: room for the exact sum of the squares of 2<sup>64</sup>
 * longs. Owned by one thread.
 *
 * <pre>
 * high (64) | middle (64) | low (64)
 * </pre>
 *
 * As bytes: 1 and a varLong when it fits into a long, else 3 and the three words.
 */
final class WideInteger {
    private static final int ONE_WORD = 1;
    private static final int THREE_WORDS = 3;

    static final long HEAP_BYTES = HeapSize.object(4 + 3 * Long.BYTES);

    private long high;
    private long middle;
    private long low;

    void add(long value) {
        long sum = low + value;
        // The carry out of the low word, less one if the value's sign extension is all ones.
        long ripple = (((low & value) | ((low | value) & ~sum)) >>> 63) + (value >> 63);
        low = sum;
        if (ripple != 0) {
            middle += ripple;
            if (ripple > 0 ? middle == 0 : middle == -1) {
                high += ripple;
            }
        }
    }

    void addSquare(long value) {
        add(0, Math.multiplyHigh(value, value), value * value);
    }

    void add(WideInteger other) {
        add(other.high, other.middle, other.low);
    }

    void subtract(WideInteger other) {
        long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        low -= other.low;
        long difference = middle - other.middle;
        long borrowOn = Long.compareUnsigned(middle, other.middle) < 0 || (difference == 0 && borrow == 1) ? 1 : 0;
        middle = difference - borrow;
        high -= other.high + borrowOn;
    }

    private void add(long otherHigh, long otherMiddle, long otherLow) {
        low += otherLow;
        long carry = Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0;
        long sum = middle + otherMiddle;
        long carryOn = Long.compareUnsigned(sum, otherMiddle) < 0 || (sum == -1 && carry == 1) ? 1 : 0;
        middle = sum + carry;
        high += otherHigh + carryOn;
    }

    boolean isLong() {
        return middle == low >> 63 && high == middle;
    }

    /** The low word: the value itself if {@link #isLong}. */
    long longValue() {
        return low;
    }

    BigInteger toBigInteger() {
        return new BigInteger(ByteBuffer.allocate(24)
                .putLong(high)
                .putLong(middle)
                .putLong(low)
                .array());
    }

    void write(ByteWriter out) {
        if (isLong()) {
            out.writeByte(ONE_WORD);
            out.writeVarLong(low);
        } else {
            out.writeByte(THREE_WORDS);
            out.writeLong(high);
            out.writeLong(middle);
            out.writeLong(low);
        }
    }

    void read(ByteReader in) {
        if (in.readByte() == ONE_WORD) {
            low = in.readVarLong();
            middle = low >> 63;
            high = middle;
        } else {
            high = in.readLong();
            middle = in.readLong();
            low = in.readLong();
        }
    }
}
