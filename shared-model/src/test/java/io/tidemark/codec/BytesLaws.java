package io.tidemark.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesLaws {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatIsWrittenIsReadInTheSameOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteWriter out = new ByteWriter(1);
        List<Consumer<ByteReader>> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            expected.add(write(random, out));
        }
        ByteReader in = new ByteReader(out.toBytes());
        expected.forEach(e -> e.accept(in));
        assertEquals(0, in.remaining());
    }

    private static Consumer<ByteReader> write(SplittableRandom random, ByteWriter out) {
        long number = random.nextLong() >> random.nextInt(64);
        switch (random.nextInt(7)) {
            case 0 -> {
                out.writeLong(number);
                return in -> assertEquals(number, in.readLong());
            }
            case 1 -> {
                out.writeInt((int) number);
                return in -> assertEquals((int) number, in.readInt());
            }
            case 2 -> {
                double value = Double.longBitsToDouble(number);
                out.writeDouble(value);
                return in ->
                        assertEquals(Double.doubleToRawLongBits(value), Double.doubleToRawLongBits(in.readDouble()));
            }
            case 3 -> {
                out.writeBoolean(number > 0);
                return in -> assertEquals(number > 0, in.readBoolean());
            }
            case 4 -> {
                String text = "é\u0000😀".repeat((int) (number & 7));
                out.writeString(text);
                return in -> assertEquals(text, in.readString());
            }
            case 5 -> {
                byte[] raw = new byte[(int) (number & 31)];
                out.writeBytes(raw);
                return in -> assertArrayEquals(raw, in.readBytes());
            }
            default -> {
                out.writeVarLong(number);
                return in -> assertEquals(number, in.readVarLong());
            }
        }
    }

    @Test
    void aVarLongTakesAFewBytesForASmallNumberAndTenAtMost() {
        assertEquals(1, varLong(-64).size());
        assertEquals(2, varLong(64).size());
        assertEquals(10, varLong(Long.MIN_VALUE).size());
    }

    private static ByteWriter varLong(long number) {
        ByteWriter out = new ByteWriter();
        out.writeVarLong(number);
        return out;
    }

    @Test
    void readingPastTheEndThrows() {
        assertThrows(IndexOutOfBoundsException.class, () -> new ByteReader(new byte[7]).readLong());
        assertThrows(IndexOutOfBoundsException.class, () -> new ByteReader(new byte[] {(byte) 0x80}).readVarLong());
        assertThrows(IndexOutOfBoundsException.class, () -> new ByteReader(new byte[] {20, 1}).readBytes());
        assertThrows(IndexOutOfBoundsException.class, () -> new ByteReader(new byte[] {1}).readBytes());
        byte[] endless = new byte[11];
        Arrays.fill(endless, (byte) 0x80);
        assertThrows(IndexOutOfBoundsException.class, () -> new ByteReader(endless).readVarLong());
    }

    @Test
    void aReaderStaysWithinItsSlice() {
        ByteReader in = new ByteReader(new byte[] {1, 2, 3, 4}, 1, 2);
        assertEquals(2, in.peekByte());
        assertEquals(2, in.readByte());
        assertEquals(3, in.readByte());
        assertEquals(3, in.position());
        assertThrows(IndexOutOfBoundsException.class, in::readByte);
    }
}
