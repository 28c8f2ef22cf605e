package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.time.TileSize;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of the realtime view as the cells that the truth names. */
final class Cells {
    private static final int METRIC = 0;

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

    /** Windows put together from tiles, as a query does it; those that hold nothing are left out. */
    static Map<Cell, Long> windows(TileTable rows, Window window) {
        TileSize tile = rows.definition().tile();
        TimeRange range = range(rows, tile);
        List<TimeRange> spans = window.spans(range, tile, Integer.MAX_VALUE);
        int tiles = (int) ((range.endMillis() - range.firstMillis()) / tile.millis());
        Map<GroupKey, long[]> series = series(rows, range, tiles);
        Campaigns campaigns = new Campaigns(rows);
        Map<Cell, Long> cells = new HashMap<>(series.size() * spans.size() * 2);
        series.forEach((group, counts) -> {
            Arrays.parallelPrefix(counts, Long::sum);
            String campaign = campaigns.name(group);
            for (TimeRange span : spans) {
                long count =
                        upTo(span.endMillis(), counts, range, tile) - upTo(span.firstMillis(), counts, range, tile);
                if (count > 0) {
                    cells.put(new Cell(campaign, span.firstMillis()), count);
                }
            }
        });
        return cells;
    }

    private static long upTo(long endMillis, long[] sums, TimeRange range, TileSize tile) {
        long tiles = Math.min(sums.length, (endMillis - range.firstMillis()) / tile.millis());
        return endMillis <= range.firstMillis() ? 0 : sums[(int) tiles - 1];
    }

    private static TimeRange range(TileTable rows, TileSize tile) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int row = 0; row < rows.rows(); row++) {
            first = Math.min(first, rows.tile(row));
            last = Math.max(last, rows.tile(row));
        }
        return new TimeRange(first, tile.endOf(last));
    }

    private static Map<GroupKey, long[]> series(TileTable rows, TimeRange range, int tiles) {
        long millis = rows.definition().tile().millis();
        Map<GroupKey, long[]> series = new HashMap<>();
        for (int row = 0; row < rows.rows(); row++) {
            int at = (int) ((rows.tile(row) - range.firstMillis()) / millis);
            series.computeIfAbsent(rows.group(row), g -> new long[tiles])[at] += (Long) rows.result(row, METRIC);
        }
        return series;
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
