package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.GroupFilter;
import io.tidemark.memory.ByteBudget;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Waiting;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Page.Order;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.session.Sessions;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows of the realtime view as the cells that the truth names. */
final class Cells {
    private static final int METRIC = 0;
    /** The events are of one hour. */
    private static final long HOUR_MILLIS = 3_600_000;

    /** Of one group: those that begin within the hour or the one before. */
    private static final int MOST_WINDOWS = 120;

    private Cells() {}

    /** Each tile is a window. */
    static Map<Cell, Long> tumbling(TileTable rows) {
        Campaigns campaigns = new Campaigns(rows);
        Map<Cell, Long> cells = new HashMap<>(rows.rows() * 2);
        for (int row = 0; row < rows.rows(); row++) {
            cells.put(new Cell(campaigns.name(rows.group(row)), rows.tile(row)), (Long) rows.result(row, METRIC));
        }
        return cells;
    }

    /** All windows that overlap the data set, as a query answers them. */
    static Map<Cell, Long> windows(MergedQuery query, Window window, TileSize tile, Dataset data) {
        return windows(query, WindowPlan.over(hour(data), window, tile, Integer.MAX_VALUE), data);
    }

    /** All sessions that overlap the data set. */
    static Map<Cell, Long> sessions(MergedQuery query, AggregationDefinition<?> definition, Dataset data) {
        Sessions sessions = definition.sessions().orElseThrow();
        return windows(query, WindowPlan.sessions(hour(data), sessions, definition.tile()), data);
    }

    private static TimeRange hour(Dataset data) {
        return new TimeRange(data.base(), data.base() + HOUR_MILLIS);
    }

    private static Map<Cell, Long> windows(MergedQuery query, WindowPlan windows, Dataset data) {
        Question question =
                new Question(AdModel.AGGREGATION, GroupFilter.ALL, windows, List.of(METRIC), OptionalLong.empty());
        Page page = new Page(data.campaigns() * MOST_WINDOWS, Order.EARLIEST_FIRST, Optional.empty());
        Map<Cell, Long> cells = new HashMap<>();
        for (AnswerRow row : query.page(
                        question, page, Waiting.ALLOWED, ByteBudget.unbounded().open())
                .rows()) {
            cells.put(new Cell((String) row.values().get(0), row.firstMillis()), (Long)
                    row.metrics().get(0));
        }
        return cells;
    }

    /** Reads the one group field out of a key. */
    private record Campaigns(GroupCodec codec) {
        Campaigns(TileTable rows) {
            this(new GroupCodec(rows.definition().groups()));
        }

        String name(GroupKey group) {
            return (String) codec.values(group).get(0);
        }
    }
}
