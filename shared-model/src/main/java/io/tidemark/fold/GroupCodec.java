package io.tidemark.fold;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.event.value.Storable;
import io.tidemark.model.GroupField;
import io.tidemark.model.GroupType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The layout of a {@link GroupKey}: the fields in order, each self-delimiting and in an order-preserving form.
 *
 * <pre>
 * null                          00
 * STRING, ENUM   01  UTF-8, each 00 written as 00 FF, then 00
 * LONG, INSTANT (microseconds), DATE (epoch day)
 *                01  8 bytes, big endian, sign bit flipped
 * BOOLEAN        01  one byte
 * </pre>
 */
public final class GroupCodec {
    private static final int NULL = 0;
    private static final int VALUE = 1;
    /** Keys are held in memory, and sent with every question and page. */
    private static final int MAX_TEXT = 1 << 20;

    private final GroupType[] types;

    public GroupCodec(List<? extends GroupField<?>> fields) {
        types = new GroupType[fields.size()];
        for (int i = 0; i < types.length; i++) {
            types[i] = fields.get(i).type();
        }
    }

    /**
     * The key of these values, one a field; a value may be null.
     *
     * @throws UnstorableGroupException if a value cannot be stored
     */
    public GroupKey key(List<?> values) {
        if (values.size() != types.length) {
            throw new IllegalArgumentException(values.size() + " values for " + types.length + " group fields");
        }
        ByteWriter out = new ByteWriter();
        for (int i = 0; i < types.length; i++) {
            write(i, values.get(i), out);
        }
        return GroupKey.of(out.toBytes());
    }

    /** The values of a key, as String, Long, Instant, LocalDate or Boolean, or null. */
    public List<Object> values(GroupKey key) {
        ByteReader in = new ByteReader(key.bytes());
        List<Object> values = new ArrayList<>(types.length);
        for (GroupType type : types) {
            values.add(in.readByte() == NULL ? null : read(type, in));
        }
        return values;
    }

    /** The bytes of one of a key's fields: those of two keys are equal if the values are. */
    public GroupKey field(GroupKey key, int field) {
        byte[] bytes = key.bytes();
        int from = 0;
        for (int before = 0; before < field; before++) {
            from = end(bytes, from, types[before]);
        }
        return GroupKey.of(Arrays.copyOfRange(bytes, from, end(bytes, from, types[field])));
    }

    /** Where a field ends that begins at a place. */
    private static int end(byte[] bytes, int from, GroupType type) {
        int at = from + 1;
        if (bytes[from] == NULL) {
            return at;
        }
        return switch (type) {
            case LONG, INSTANT, DATE -> at + Long.BYTES;
            case BOOLEAN -> at + 1;
            case STRING, ENUM -> {
                while (bytes[at] != 0 || (at + 1 < bytes.length && bytes[at + 1] == (byte) 0xFF)) {
                    at += bytes[at] == 0 ? 2 : 1;
                }
                yield at + 1;
            }
        };
    }

    void write(int field, Object value, ByteWriter out) {
        if (value == null) {
            out.writeByte(NULL);
            return;
        }
        out.writeByte(VALUE);
        switch (types[field]) {
            case STRING -> writeText((String) value, out);
            case ENUM -> writeText(value instanceof Enum<?> constant ? constant.name() : (String) value, out);
            case LONG -> writeNumber(((Number) value).longValue(), out);
            case BOOLEAN -> out.writeBoolean((Boolean) value);
            case INSTANT -> writeNumber(micros((Instant) value), out);
            case DATE -> writeNumber(day((LocalDate) value), out);
        }
    }

    private static Object read(GroupType type, ByteReader in) {
        return switch (type) {
            case STRING, ENUM -> readText(in);
            case LONG -> readNumber(in);
            case BOOLEAN -> in.readBoolean();
            case INSTANT -> Storable.instant(readNumber(in));
            case DATE -> LocalDate.ofEpochDay(readNumber(in));
        };
    }

    private static long micros(Instant value) {
        if (!Storable.isStorable(value)) {
            throw new UnstorableGroupException(value + " is too far from 1970 to be stored");
        }
        return Storable.micros(value);
    }

    private static long day(LocalDate value) {
        if (!Storable.isStorable(value)) {
            throw new UnstorableGroupException(value + " is too far from 1970 to be stored");
        }
        return value.toEpochDay();
    }

    private static void writeNumber(long value, ByteWriter out) {
        out.writeLong(value ^ Long.MIN_VALUE);
    }

    private static long readNumber(ByteReader in) {
        return in.readLong() ^ Long.MIN_VALUE;
    }

    private static void writeText(String text, ByteWriter out) {
        if (text.length() > MAX_TEXT) {
            throw new UnstorableGroupException("a text of " + text.length() + " characters is too long to be stored");
        }
        int written = out.writeAscii(text);
        if (written < text.length()) {
            if (!Storable.isStorable(text)) {
                throw new UnstorableGroupException("it is not Unicode text, it holds half a surrogate pair");
            }
            writeEncoded(text.substring(written), out);
        }
        out.writeByte(0);
    }

    private static void writeEncoded(String rest, ByteWriter out) {
        for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
            out.writeByte(b);
            if (b == 0) {
                out.writeByte(0xFF);
            }
        }
    }

    private static String readText(ByteReader in) {
        ByteWriter text = new ByteWriter();
        while (true) {
            byte b = in.readByte();
            if (b == 0) {
                // A zero inside the text is followed by FF; no field begins with FF.
                if (in.remaining() == 0 || in.peekByte() != (byte) 0xFF) {
                    return new String(text.array(), 0, text.size(), StandardCharsets.UTF_8);
                }
                in.readByte();
            }
            text.writeByte(b);
        }
    }
}
