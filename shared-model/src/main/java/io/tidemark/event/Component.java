package io.tidemark.event;

import io.tidemark.usercode.UserCode;
import java.lang.invoke.MethodHandle;

/** One component of an event record, and how to read it from a record without a box. Immutable. */
public final class Component {
    private final int index;
    private final String name;
    private final String nameInLog;
    private final ValueType type;
    private final boolean primitive;
    private final MethodHandle accessor;
    private final Source source;

    /** What of a record it is read from. */
    public enum Source {
        VALUE,
        KEY,
        /** The last of the headers that are named {@link Component#nameInLog}. */
        HEADER
    }

    Component(
            int index,
            String name,
            String nameInLog,
            ValueType type,
            boolean primitive,
            MethodHandle accessor,
            Source source) {
        this.source = source;
        this.index = index;
        this.name = name;
        this.nameInLog = nameInLog;
        this.type = type;
        this.primitive = primitive;
        this.accessor = accessor;
    }

    public int index() {
        return index;
    }

    /** As the record class spells it. */
    public String name() {
        return name;
    }

    public Source source() {
        return source;
    }

    /** As the records of the log spell it: see {@link Name}; of a header, that header's name. */
    public String nameInLog() {
        return nameInLog;
    }

    public ValueType type() {
        return type;
    }

    /** Whether it is a Java primitive, which cannot be absent. */
    public boolean isPrimitive() {
        return primitive;
    }

    /** Whether it is a primitive that {@link #doubleOf} reads; the other primitives are for {@link #longOf}. */
    public boolean isFloatingPrimitive() {
        return primitive && (type == ValueType.Scalar.FLOAT || type == ValueType.Scalar.DOUBLE);
    }

    public long longOf(Object event) {
        try {
            return (long) accessor.invokeExact(event);
        } catch (Throwable fault) {
            throw accessFault(fault);
        }
    }

    public double doubleOf(Object event) {
        try {
            return (double) accessor.invokeExact(event);
        } catch (Throwable fault) {
            throw accessFault(fault);
        }
    }

    /** The value of a component that is not a primitive. */
    public Object valueOf(Object event) {
        try {
            return (Object) accessor.invokeExact(event);
        } catch (Throwable fault) {
            throw accessFault(fault);
        }
    }

    private RuntimeException accessFault(Throwable fault) {
        UserCode.requireRecordsFault(fault);
        return new IllegalStateException(name + ": its accessor throws " + UserCode.text(fault), fault);
    }
}
