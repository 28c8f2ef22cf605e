package io.tidemark.fold;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The values of an aggregation's group fields as bytes, in {@link GroupCodec}'s layout: unsigned byte order is the order
 * of the values, field by field. Immutable.
 */
public final class GroupKey implements Comparable<GroupKey> {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** What comes before every key of a group that has fields. */
    public static final GroupKey FIRST = new GroupKey(new byte[0]);

    private final byte[] bytes;
    /** 0 until it is asked for: of most groups that are gone through it is not. */
    private int hash;

    private GroupKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A key of these bytes, which the caller gives away. */
    public static GroupKey of(byte[] bytes) {
        return new GroupKey(bytes);
    }

    /** The bytes themselves, not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Eight bytes from a place on as an unsigned number, zeros where there are no more: of two keys whose bytes before it
     * are equal, the one with the lesser number is the lesser; equal numbers say nothing.
     */
    public long start(int from) {
        if (from + Long.BYTES <= bytes.length) {
            return (long) LONG.get(bytes, from);
        }
        long start = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            start = start << Byte.SIZE | (i < bytes.length ? bytes[i] & 0xFF : 0);
        }
        return start;
    }

    static int hash(byte[] bytes, int length) {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    boolean matches(byte[] other, int length) {
        return Arrays.equals(bytes, 0, bytes.length, other, 0, length);
    }

    @Override
    public int compareTo(GroupKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof GroupKey that && Arrays.equals(bytes, that.bytes));
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = hash(bytes, bytes.length);
            hash = known;
        }
        return known;
    }
}
