package io.tidemark.columns.read;

import io.tidemark.columns.event.EventColumns;
import io.tidemark.columns.event.Micros;
import io.tidemark.event.value.DecimalTexts;
import io.tidemark.event.value.JsonTexts;
import java.time.LocalDate;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** From columns as a file has them back to the text of JSON, into one builder. A value that is absent adds nothing. */
final class ColumnTexts {
    private ColumnTexts() {}

    /** Adds {@code "name":value}, and a comma before it if it does not open an object. */
    static Converter field(Type column, StringBuilder to) {
        return of(column, to, () -> {
            comma(to);
            JsonTexts.addQuoted(column.getName(), to);
            to.append(':');
        });
    }

    private static void comma(StringBuilder to) {
        char last = to.charAt(to.length() - 1);
        if (last != '{' && last != '[') {
            to.append(',');
        }
    }

    /** @param before runs before each value */
    private static Converter of(Type column, StringBuilder to, Runnable before) {
        if (column.isPrimitive()) {
            return one(column, to, before);
        }
        GroupType group = column.asGroupType();
        LogicalTypeAnnotation kind = group.getLogicalTypeAnnotation();
        if (LogicalTypeAnnotation.listType().equals(kind)) {
            return new Group(to, before, "[", "]", new Repeated(group.getType(0).asGroupType(), to));
        }
        if (LogicalTypeAnnotation.mapType().equals(kind)) {
            return new Group(to, before, "{", "}", new Repeated(group.getType(0).asGroupType(), to));
        }
        Converter[] fields =
                group.getFields().stream().map(field -> field(field, to)).toArray(Converter[]::new);
        return new Group(to, before, "{", "}", fields);
    }

    private static Converter one(Type column, StringBuilder to, Runnable before) {
        LogicalTypeAnnotation means = column.getLogicalTypeAnnotation();
        boolean isNumber = LogicalTypeAnnotation.jsonType().equals(means);
        boolean isDate = LogicalTypeAnnotation.dateType().equals(means);
        boolean isInstant = EventColumns.INSTANT_MEANS.equals(means);
        return new PrimitiveConverter() {
            @Override
            public void addBoolean(boolean value) {
                before.run();
                to.append(value);
            }

            @Override
            public void addInt(int value) {
                before.run();
                if (isDate) {
                    JsonTexts.addQuoted(LocalDate.ofEpochDay(value).toString(), to);
                } else {
                    to.append(value);
                }
            }

            @Override
            public void addLong(long value) {
                before.run();
                if (isInstant) {
                    JsonTexts.addQuoted(Micros.instant(value).toString(), to);
                } else {
                    to.append(value);
                }
            }

            @Override
            public void addDouble(double value) {
                before.run();
                to.append(DecimalTexts.of(value));
            }

            @Override
            public void addBinary(Binary value) {
                before.run();
                if (isNumber) {
                    to.append(value.toStringUsingUTF8());
                } else {
                    JsonTexts.addQuoted(value.toStringUsingUTF8(), to);
                }
            }
        };
    }

    private static final class Group extends GroupConverter {
        private final StringBuilder to;
        private final Runnable before;
        private final String opening;
        private final String closing;
        private final Converter[] fields;

        Group(StringBuilder to, Runnable before, String opening, String closing, Converter... fields) {
            this.to = to;
            this.before = before;
            this.opening = opening;
            this.closing = closing;
            this.fields = fields;
        }

        @Override
        public Converter getConverter(int index) {
            return fields[index];
        }

        @Override
        public void start() {
            before.run();
            to.append(opening);
        }

        @Override
        public void end() {
            to.append(closing);
        }
    }

    /** One element of a list, or one key of a map and its value: what is absent is null. */
    private static final class Repeated extends GroupConverter {
        private final StringBuilder to;
        private final Converter[] fields;
        private int valueAt;

        Repeated(GroupType column, StringBuilder to) {
            this.to = to;
            boolean isMap = column.getFieldCount() == 2;
            Converter value = of(column.getType(isMap ? 1 : 0), to, () -> {});
            fields = isMap ? new Converter[] {key(), value} : new Converter[] {value};
        }

        private PrimitiveConverter key() {
            return new PrimitiveConverter() {
                @Override
                public void addBinary(Binary value) {
                    JsonTexts.addQuoted(value.toStringUsingUTF8(), to);
                    to.append(':');
                    valueAt = to.length();
                }
            };
        }

        @Override
        public Converter getConverter(int index) {
            return fields[index];
        }

        @Override
        public void start() {
            comma(to);
            valueAt = to.length();
        }

        @Override
        public void end() {
            if (to.length() == valueAt) {
                to.append("null");
            }
        }
    }
}
