package io.tidemark.model;

import io.tidemark.codec.ByteWriter;
import io.tidemark.operator.Contributions;
import io.tidemark.operator.OpenOperator;
import io.tidemark.operator.Operator;
import io.tidemark.operator.OperatorMemory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Passes an event on unless it is a duplicate: unless any event of the same id, passed on or not, lies before it in its
 * partition within some time of the log clock (PROTOCOL 15). One whose id lacks a value has none, and is nobody's duplicate.
 *
 * <p>It remembers, by the bytes of an id, that there was one:
 *
 * <pre>
 * LONG             variable number
 * BOOLEAN          one byte
 * INSTANT          variable numbers: seconds, nanoseconds
 * DATE             variable number: epoch day
 * STRING, ENUM     variable number: how many characters; the first that are ASCII and not NUL, a byte each; where there are
 *                  more, 00 and the others, a variable number each
 * </pre>
 *
 * No two ids have the same bytes. They are written down and published, and do not change.
 *
 * @param ids the fields of an id, at least one
 * @param within positive, of whole milliseconds
 */
public record DistinctBy<E>(List<GroupField<E>> ids, Duration within) implements Operator<E> {
    private static final byte[] SEEN = {};

    public DistinctBy {
        ids = List.copyOf(ids);
    }

    @Override
    public Duration lookBack() {
        return within;
    }

    @Override
    public OpenOperator<E> open(OperatorMemory memory) {
        return new Open<>(this, memory);
    }

    /** As people are told. */
    @Override
    public String toString() {
        return ids.stream().map(GroupField::name).collect(Collectors.joining(", ", "distinct by ", "")) + " within "
                + within;
    }

    private static final class Open<E> implements OpenOperator<E> {
        private final GroupField<E>[] ids;
        private final long withinMillis;
        private final OperatorMemory memory;
        private final ByteWriter id = new ByteWriter();

        @SuppressWarnings({"unchecked", "rawtypes"})
        Open(DistinctBy<E> distinct, OperatorMemory memory) {
            this.ids = distinct.ids.toArray(new GroupField[0]);
            this.withinMillis = distinct.within.toMillis();
            this.memory = memory;
        }

        @Override
        public void prime(E event, long eventTimeMillis, long logClockMillis, long offset) {
            isDuplicate(event, logClockMillis);
        }

        @Override
        public void take(E event, long eventTimeMillis, long logClockMillis, long offset, Contributions<E> into) {
            if (!isDuplicate(event, logClockMillis)) {
                into.add(event, eventTimeMillis);
            }
        }

        private boolean isDuplicate(E event, long logClockMillis) {
            if (!hasId(event)) {
                return false;
            }
            boolean isKnown = memory.find(id, logClockMillis - withinMillis) != null;
            // The latest counts, be it ahead of the log clock.
            if (!isKnown || memory.foundMillis() < logClockMillis) {
                memory.put(id, SEEN, logClockMillis);
            }
            return isKnown;
        }

        /** Writes its bytes if it has one. */
        private boolean hasId(E event) {
            id.clear();
            for (GroupField<E> field : ids) {
                Object value = field.value().apply(event);
                if (value == null) {
                    return false;
                }
                write(field.type(), value);
            }
            return true;
        }

        private void write(GroupType type, Object value) {
            switch (type) {
                case STRING -> writeText((String) value);
                case ENUM -> writeText(((Enum<?>) value).name());
                case LONG -> id.writeVarLong(((Number) value).longValue());
                case BOOLEAN -> id.writeBoolean((Boolean) value);
                case INSTANT -> {
                    Instant instant = (Instant) value;
                    id.writeVarLong(instant.getEpochSecond());
                    id.writeVarInt(instant.getNano());
                }
                case DATE -> id.writeVarLong(((LocalDate) value).toEpochDay());
            }
        }

        private void writeText(String text) {
            id.writeVarInt(text.length());
            int written = id.writeAscii(text);
            if (written < text.length()) {
                id.writeByte(0);
                for (int i = written; i < text.length(); i++) {
                    id.writeVarInt(text.charAt(i));
                }
            }
        }
    }
}
