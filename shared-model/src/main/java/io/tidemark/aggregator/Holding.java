package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Condition;
import io.tidemark.memory.HeapSize;
import java.util.function.Function;

/** For how many of the events a claim holds: their share, whether any, whether all. */
final class Holding<E, R> extends FieldAggregator<E, Holding.Cell, R>
        implements SubtractableAggregator<E, Holding.Cell, R> {
    private final Condition<E> condition;
    private final Function<Cell, R> finish;

    static final class Cell {
        long events;
        long holding;

        Double share() {
            return events <= 0 ? null : Double.valueOf((double) holding / events);
        }

        boolean any() {
            return holding > 0;
        }

        boolean all() {
            return holding == events;
        }
    }

    Holding(String kind, ResultType resultType, Condition<E> condition, Function<Cell, R> finish) {
        super(kind, resultType, EXACT_GROUP, condition);
        this.condition = condition;
        this.finish = finish;
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void check(E event) {
        boolean unused = condition.test(event);
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        if (condition.test(event)) {
            cell.holding++;
        }
        cell.events++;
    }

    @Override
    public void merge(Cell into, Cell from) {
        into.events += from.events;
        into.holding += from.holding;
    }

    @Override
    public void subtract(Cell into, Cell from) {
        into.events -= from.events;
        into.holding -= from.holding;
    }

    @Override
    public R result(Cell cell) {
        return finish.apply(cell);
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeVarLong(cell.events);
        out.writeVarLong(cell.holding);
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(4 + 2 * Long.BYTES);
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.events = in.readVarLong();
        cell.holding = in.readVarLong();
        return cell;
    }
}
