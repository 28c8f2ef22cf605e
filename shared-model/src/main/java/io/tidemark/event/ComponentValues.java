package io.tidemark.event;

/**
 * The values of a record's components as the log has them, before the record is made, by index and without boxes. Whole
 * numbers, characters and booleans (0 and 1) are longs; {@code float} and {@code Float} are the double that the log
 * says; a nested record is the {@code ComponentValues} of its own components. Reused from record to record. Owned by one
 * thread.
 */
public final class ComponentValues {
    private final long[] numbers;
    private final Object[] objects;
    private final Object[] absent;

    ComponentValues(Object[] absent) {
        this.absent = absent;
        this.numbers = new long[absent.length];
        this.objects = absent.clone();
    }

    /** Every component absent: zero, false, null or {@code Optional.empty()}. */
    public void clear() {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 0;
            objects[i] = absent[i];
        }
    }

    public void putLong(int index, long value) {
        numbers[index] = value;
    }

    public void putDouble(int index, double value) {
        numbers[index] = Double.doubleToRawLongBits(value);
    }

    /** Null makes the component absent; the value of an {@code Optional} component is an optional of what it holds. */
    public void put(int index, Object value) {
        objects[index] = value == null ? absent[index] : value;
    }

    /** The value of a primitive; a floating one by its bits. */
    public long longAt(int index) {
        return numbers[index];
    }

    public double doubleAt(int index) {
        return Double.longBitsToDouble(numbers[index]);
    }

    /** The value of a component that is not a primitive; null if it is absent. */
    public Object objectAt(int index) {
        return objects[index];
    }

    /** Takes over the value of one component of the same record class. */
    public void copy(int index, ComponentValues from) {
        numbers[index] = from.numbers[index];
        objects[index] = from.objects[index];
    }

    void copyNumbers(ComponentValues from) {
        System.arraycopy(from.numbers, 0, numbers, 0, numbers.length);
    }
}
