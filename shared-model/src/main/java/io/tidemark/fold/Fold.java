package io.tidemark.fold;

import io.tidemark.aggregator.EventPosition;
import io.tidemark.codec.ByteWriter;
import io.tidemark.correction.Corrections;
import io.tidemark.function.Condition;
import io.tidemark.function.Field;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.time.TileSize;
import io.tidemark.usercode.RunningCode;
import io.tidemark.usercode.UserCode;
import io.tidemark.usercode.UserCodeException;

/**
 * The one fold (invariant 2): takes a decoded event into a {@link TileTable}. Both layers and every engine run this
 * class. Owned by one thread.
 *
 * <p>An event either counts in every metric that wants it or leaves no trace: all of the user's code runs before
 * anything is changed. Each method that runs it throws
 *
 * <ul>
 *   <li>{@link FoldException} if the event is at fault; the table is as it was
 *   <li>{@link UserCodeException} if the code cannot work at all; the table is as it was
 *   <li>{@link HalfFoldedEventException} if the code threw the second time that it ran on the event, not the first; the
 *       table is in doubt
 * </ul>
 */
public final class Fold<E> implements EventPosition {
    private final Condition<E> where;
    /** Null if no event takes another back. */
    private final Condition<E> retractedBy;

    private final GroupCodec groupCodec;
    private final Field<E, ?>[] groupFields;
    private final TileSize tile;
    private final MetricFolds<E> metrics;
    private final RunningCode running;
    private final String filterPlace;
    private final String retractedByPlace;
    private final String[] groupPlaces;
    private final ByteWriter key = new ByteWriter();
    private long eventTimeMillis;
    private int partition;
    private long offset;

    public Fold(AggregationDefinition<E> definition) {
        this(definition, new RunningCode());
    }

    /** @param running is told what runs, so that what does not return can be named */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Fold(AggregationDefinition<E> definition, RunningCode running) {
        this.running = running;
        where = definition.where().orElse(null);
        retractedBy = definition.corrections().flatMap(Corrections::retractedBy).orElse(null);
        groupCodec = new GroupCodec(definition.groups());
        groupFields = definition.groups().stream().map(g -> g.value()).toArray(Field[]::new);
        tile = definition.tile();
        String place = "aggregation \"" + definition.name() + "\", ";
        metrics = new MetricFolds<>(definition.metrics(), place, running, this);
        filterPlace = place + "filter";
        retractedByPlace = place + "retractedBy";
        groupPlaces = definition.groups().stream()
                .map(group -> place + "groupBy \"" + group.name() + "\"")
                .toArray(String[]::new);
    }

    /**
     * Folds one event into the table.
     *
     * @param fromPartition as {@link io.tidemark.input.Input#firstNumber} tells those of several topics apart
     * @return whether it counted; false when the aggregation's filter leaves it out
     */
    public boolean fold(E event, long timeMillis, int fromPartition, long atOffset, TileTable into)
            throws FoldException {
        return fold(event, false, timeMillis, fromPartition, atOffset, into);
    }

    /** The same, and if it is taken back, the other way round: what it would bring is taken out, and what it takes back is brought. */
    boolean fold(E event, boolean isTakenBack, long timeMillis, int fromPartition, long atOffset, TileTable into)
            throws FoldException {
        if (!admits(event)) {
            return false;
        }
        boolean takesBack = rehearseAdmitted(event, isTakenBack, timeMillis, fromPartition, atOffset);
        int rows = into.rows();
        int row = into.touch(key.array(), key.size(), tile.startOf(timeMillis));
        commit(event, takesBack, row, into.rows() > rows, into);
        return true;
    }

    /** Runs all of the user's code that {@link #fold} would run on an event, and changes nothing. */
    void rehearse(E event, boolean isTakenBack, long timeMillis, int fromPartition, long atOffset)
            throws FoldException {
        if (admits(event)) {
            boolean unused = rehearseAdmitted(event, isTakenBack, timeMillis, fromPartition, atOffset);
        }
    }

    /** Returns whether it is to be taken out, not to be brought. */
    private boolean rehearseAdmitted(E event, boolean isTakenBack, long timeMillis, int fromPartition, long atOffset)
            throws FoldException {
        at(timeMillis, fromPartition, atOffset);
        try {
            encodeGroup(event);
            return rehearse(event, isTakenBack);
        } catch (Throwable thrown) {
            throw refused(thrown);
        } finally {
            running.leave();
        }
    }

    /**
     * Whether the filter lets an event in. With {@link #groupOf} and {@link #foldInto}, the steps of {@link #fold} one by
     * one, for those who know from one event what the filter and the groups make of many.
     */
    public boolean admits(E event) throws FoldException {
        if (where == null) {
            return true;
        }
        running.enter(filterPlace);
        try {
            return where.test(event);
        } catch (Throwable thrown) {
            throw refused(thrown);
        } finally {
            running.leave();
        }
    }

    /** The group of an event. */
    public GroupKey groupOf(E event) throws FoldException {
        try {
            encodeGroup(event);
        } catch (Throwable thrown) {
            throw refused(thrown);
        } finally {
            running.leave();
        }
        return GroupKey.of(key.toBytes());
    }

    /** Folds an event that the filter lets in and whose group is known. */
    public void foldInto(GroupKey group, E event, long timeMillis, int fromPartition, long atOffset, TileTable into)
            throws FoldException {
        at(timeMillis, fromPartition, atOffset);
        boolean takesBack;
        try {
            takesBack = rehearse(event, false);
        } catch (Throwable thrown) {
            throw refused(thrown);
        } finally {
            running.leave();
        }
        int rows = into.rows();
        int row = into.touch(group, tile.startOf(timeMillis));
        commit(event, takesBack, row, into.rows() > rows, into);
    }

    /** Returns whether it is to be taken out, not to be brought: one that takes another back and is taken back brings that. */
    private boolean rehearse(E event, boolean isTakenBack) {
        boolean takesBack = isTakenBack;
        if (retractedBy != null) {
            running.enter(retractedByPlace);
            takesBack = retractedBy.test(event) != isTakenBack;
        }
        if (takesBack) {
            metrics.rehearseTakingBack(event);
        } else {
            metrics.rehearse(event);
        }
        return takesBack;
    }

    private void commit(E event, boolean takesBack, int row, boolean isNew, TileTable into) throws FoldException {
        if (takesBack) {
            metrics.takeBack(row, isNew, into);
        } else {
            metrics.commit(event, row, isNew, into);
        }
    }

    private void at(long timeMillis, int fromPartition, long atOffset) {
        eventTimeMillis = timeMillis;
        partition = fromPartition;
        offset = atOffset;
    }

    private void encodeGroup(E event) {
        key.clear();
        for (int i = 0; i < groupFields.length; i++) {
            running.enter(groupPlaces[i]);
            groupCodec.write(i, groupFields[i].apply(event), key);
        }
    }

    private FoldException refused(Throwable thrown) {
        UserCode.requireRecordsFault(thrown, running.place());
        return new FoldException(thrown);
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
