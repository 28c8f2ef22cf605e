package io.tidemark.fold;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.CheckedAggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.codec.ByteWriter;
import io.tidemark.function.Condition;
import io.tidemark.function.Field;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Metric;
import io.tidemark.time.TileSize;

/**
 * The one fold (invariant 2): takes a decoded event into a {@link TileTable}. Both layers and every engine run this
 * class. Owned by one thread.
 *
 * <p>An event either counts in every metric that wants it or leaves no trace: all of the user's code runs before
 * anything is changed.
 */
public final class Fold<E> implements EventPosition {
    private final Condition<E> where;
    private final GroupCodec groupCodec;
    private final Field<E, ?>[] groupFields;
    private final TileSize tile;
    private final Aggregator<E, Object, Object>[] aggregators;
    private final CheckedAggregator<E, ?, ?>[] checks;
    private final Condition<E>[] conditions;
    private final boolean[] wanted;
    private final Object[] scratch;
    private final ByteWriter key = new ByteWriter();
    private long eventTimeMillis;
    private int partition;
    private long offset;

    @SuppressWarnings({"unchecked", "rawtypes"})
    public Fold(AggregationDefinition<E> definition) {
        where = definition.where().orElse(null);
        groupCodec = new GroupCodec(definition.groups());
        groupFields = definition.groups().stream().map(g -> g.value()).toArray(Field[]::new);
        tile = definition.tile();
        aggregators = definition.metrics().stream().map(Metric::aggregator).toArray(Aggregator[]::new);
        int metrics = aggregators.length;
        checks = new CheckedAggregator[metrics];
        conditions = new Condition[metrics];
        wanted = new boolean[metrics];
        scratch = new Object[metrics];
        for (int m = 0; m < metrics; m++) {
            checks[m] = ((Aggregator<E, ?, ?>) aggregators[m]) instanceof CheckedAggregator<E, ?, ?> checked
                    ? checked
                    : null;
            conditions[m] = definition.metrics().get(m).where().orElse(null);
        }
    }

    /**
     * Folds one event into the table.
     *
     * @return whether it counted; false when the aggregation's filter leaves it out
     * @throws FoldException if the user's code throws; the table is as it was
     */
    public boolean fold(E event, long timeMillis, int fromPartition, long atOffset, TileTable into)
            throws FoldException {
        at(timeMillis, fromPartition, atOffset);
        try {
            if (where != null && !where.test(event)) {
                return false;
            }
            encodeGroup(event);
            rehearse(event);
        } catch (RuntimeException | StackOverflowError fault) {
            throw new FoldException(fault);
        }
        commit(event, into.touch(key.array(), key.size(), tile.startOf(timeMillis)), into);
        return true;
    }

    /**
     * Whether the filter lets an event in. With {@link #groupOf} and {@link #foldInto}, the steps of {@link #fold} one by
     * one, for those who know from one event what the filter and the groups make of many.
     *
     * @throws FoldException if the user's code throws
     */
    public boolean admits(E event) throws FoldException {
        try {
            return where == null || where.test(event);
        } catch (RuntimeException | StackOverflowError fault) {
            throw new FoldException(fault);
        }
    }

    /**
     * The group of an event.
     *
     * @throws FoldException if the user's code throws
     */
    public GroupKey groupOf(E event) throws FoldException {
        try {
            encodeGroup(event);
        } catch (RuntimeException | StackOverflowError fault) {
            throw new FoldException(fault);
        }
        return GroupKey.of(key.toBytes());
    }

    /**
     * Folds an event that the filter lets in and whose group is known.
     *
     * @throws FoldException if the user's code throws; the table is as it was
     */
    public void foldInto(GroupKey group, E event, long timeMillis, int fromPartition, long atOffset, TileTable into)
            throws FoldException {
        at(timeMillis, fromPartition, atOffset);
        try {
            rehearse(event);
        } catch (RuntimeException | StackOverflowError fault) {
            throw new FoldException(fault);
        }
        commit(event, into.touch(group, tile.startOf(timeMillis)), into);
    }

    private void at(long timeMillis, int fromPartition, long atOffset) {
        eventTimeMillis = timeMillis;
        partition = fromPartition;
        offset = atOffset;
    }

    private void commit(E event, int row, TileTable into) {
        for (int m = 0; m < aggregators.length; m++) {
            if (wanted[m]) {
                commit(event, m, into.accumulator(row, m));
            }
        }
    }

    private void encodeGroup(E event) {
        key.clear();
        for (int i = 0; i < groupFields.length; i++) {
            groupCodec.write(i, groupFields[i].apply(event), key);
        }
    }

    /** Runs all of the user's code that the metrics hold, and changes nothing. */
    private void rehearse(E event) {
        for (int m = 0; m < aggregators.length; m++) {
            wanted[m] = conditions[m] == null || conditions[m].test(event);
            if (!wanted[m]) {
                continue;
            }
            if (checks[m] != null) {
                checks[m].check(event);
            } else {
                scratch[m] = aggregators[m].create();
                aggregators[m].add(scratch[m], event, this);
            }
        }
    }

    private void commit(E event, int metric, Object accumulator) {
        if (checks[metric] != null) {
            aggregators[metric].add(accumulator, event, this);
        } else {
            aggregators[metric].merge(accumulator, scratch[metric]);
            scratch[metric] = null;
        }
    }

    @Override
    public long eventTimeMillis() {
        return eventTimeMillis;
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public long offset() {
        return offset;
    }
}
