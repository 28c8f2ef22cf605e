package io.tidemark.event;

import java.util.List;

/** What a component of an event can hold. The same types go through every format and through the archive unchanged. */
public sealed interface ValueType {

    /** A single value: a primitive or its box, or one of the JDK's values. */
    enum Scalar implements ValueType {
        BOOLEAN,
        BYTE,
        SHORT,
        INT,
        LONG,
        CHAR,
        FLOAT,
        DOUBLE,
        STRING,
        /** To the microsecond. */
        INSTANT,
        LOCAL_DATE,
        /** With its scale. */
        DECIMAL
    }

    /** @param constants in the order of their declaration */
    record EnumType(List<Enum<?>> constants) implements ValueType {
        public EnumType {
            constants = List.copyOf(constants);
        }
    }

    record RecordType(RecordSchema<?> schema) implements ValueType {}

    /** Its elements may be null. */
    record ListType(ValueType element) implements ValueType {}

    /** From text to values, which may be null. */
    record MapType(ValueType value) implements ValueType {}

    record OptionalType(ValueType value) implements ValueType {}
}
