package io.tidemark.aggregator;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.memory.HeapSize;
import java.util.Set;

/** How many events. */
final class Count<E> implements CheckedAggregator<E, Count.Cell, Long>, SubtractableAggregator<E, Count.Cell, Long> {
    static final class Cell {
        long events;
    }

    @Override
    public Cell create() {
        return new Cell();
    }

    @Override
    public void check(E event) {
        // Asks nothing of the event.
    }

    @Override
    public void add(Cell cell, E event, EventPosition at) {
        cell.events++;
    }

    @Override
    public void merge(Cell into, Cell from) {
        into.events += from.events;
    }

    @Override
    public void subtract(Cell into, Cell from) {
        into.events -= from.events;
    }

    @Override
    public Long result(Cell cell) {
        return cell.events;
    }

    @Override
    public void write(Cell cell, ByteWriter out) {
        out.writeVarLong(cell.events);
    }

    @Override
    public long heapBytes(Cell cell, int encodedBytes) {
        return HeapSize.object(4 + Long.BYTES);
    }

    @Override
    public Cell read(ByteReader in) {
        Cell cell = new Cell();
        cell.events = in.readVarLong();
        return cell;
    }

    @Override
    public ResultType resultType() {
        return ResultType.LONG;
    }

    @Override
    public String describe() {
        return "count";
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.EXACT, Trait.BOUNDED, Trait.SUBTRACTABLE, Trait.ORDER_FREE, Trait.COUNTING);
    }
}
