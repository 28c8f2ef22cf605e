package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Field;
import io.tidemark.memory.HeapSize;
import java.math.BigDecimal;

/** The exact sum of decimals, without trailing zeros. */
final class DecimalSum<E> extends FieldAggregator<E, DecimalSum.Cell, BigDecimal>
        implements SubtractableAggregator<E, DecimalSum.Cell, BigDecimal> {
    private final Field<E, BigDecimal> field;

    static final class Cell {
        BigDecimal sum = BigDecimal.ZERO;
    }

    DecimalSum(Field<E, BigDecimal> field) {
        super("sumDecimal", ResultType.DECIMAL, EXACT_GROUP, field);
        this.field = field;
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void check(E event) {
        decimal(event);
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        BigDecimal decimal = decimal(event);
        if (decimal != null) {
            cell.sum = cell.sum.add(decimal);
        }
    }

    private BigDecimal decimal(E event) {
        BigDecimal value = field.apply(event);
        return value == null ? null : ValueType.normalDecimal(value);
    }

    @Override
    public void merge(Cell into, Cell from) {
        into.sum = into.sum.add(from.sum);
    }

    @Override
    public void subtract(Cell into, Cell from) {
        into.sum = into.sum.subtract(from.sum);
    }

    @Override
    public BigDecimal result(Cell cell) {
        return ValueType.withoutTrailingZeros(cell.sum);
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        // A nothing that came of taking back is that of the beginning.
        ValueType.writeDecimal(cell.sum.signum() == 0 ? BigDecimal.ZERO : cell.sum, out);
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(HeapSize.REFERENCE) + ValueType.DECIMAL.heapBytes(1, encodedBytes);
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.sum = ValueType.readDecimal(in);
        return cell;
    }
}
