package io.tidemark.event;

/**
 * The values of a record's components before the record is made, by index, without boxes. Whole numbers, characters and
 * booleans (0 and 1) are longs, {@code float} is a double. Reused from record to record. Owned by one thread.
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

    /** Null makes the component absent; the value of an {@code Optional} component is the optional itself. */
    public void put(int index, Object value) {
        objects[index] = value == null ? absent[index] : value;
    }

    long longAt(int index) {
        return numbers[index];
    }

    double doubleAt(int index) {
        return Double.longBitsToDouble(numbers[index]);
    }

    Object objectAt(int index) {
        return objects[index];
    }
}
