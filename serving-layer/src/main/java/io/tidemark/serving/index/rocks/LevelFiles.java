package io.tidemark.serving.index.rocks;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.serving.index.IndexRow;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import io.tidemark.serving.index.level.JoinedName;
import io.tidemark.serving.index.level.Level;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.UserCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds which files of a view can stand joined, each span of a {@link Level} that has been over for a quarter of its length, by
 * when few late events come to it: what is joined is joined anew when a file of it changes. Of a span that would have more
 * than a quarter of the rows that it was joined from, nothing is kept, so that all levels together have less than a third of
 * the rows that tiles have. Owned by one load. Guarded by the benchmark {@code levels}.
 */
final class LevelFiles {
    private static final int GAIN = 4;
    /** After so many rows it is plain how few others they come to. */
    private static final int TRIED = 10_000;

    private final AggregationDefinition<?> definition;
    private final Making making;

    /** What finds a joined file in the index, or makes it. */
    @FunctionalInterface
    interface Making {
        /** @param span where it has its rows, by a name that tells its parts */
        IndexedFile joined(ViewFile span, List<IndexedFile> parts);
    }

    LevelFiles(AggregationDefinition<?> definition, Making making) {
        this.definition = definition;
        this.making = making;
    }

    /**
     * The files of a view, in order, those joined that can be.
     *
     * @param levels the finest first
     * @param plannedMillis when the view was: an event from beyond says nothing of what is over
     */
    List<IndexedFile> tops(IndexedView view, List<Level> levels, long plannedMillis) {
        List<IndexedFile> tops = view.files();
        // Fragments of sessions are looked at one by one.
        if (definition.sessions().isEmpty() && !tops.isEmpty()) {
            long newest = Math.min(plannedMillis, tiles(tops, tops.size() - 1).firstMillis());
            for (Level level : levels) {
                tops = joined(tops, level, newest);
            }
        }
        return tops;
    }

    private List<IndexedFile> joined(List<IndexedFile> files, Level level, long newestMillis) {
        List<IndexedFile> tops = new ArrayList<>();
        long endBefore = Long.MIN_VALUE;
        int end;
        for (int first = 0; first < files.size(); first = end) {
            TimeRange span = level.spanOf(tiles(files, first).firstMillis());
            long endMillis = tiles(files, first).endMillis();
            for (end = first + 1; end < files.size() && tiles(files, end).firstMillis() < span.endMillis(); end++) {
                endMillis = Math.max(endMillis, tiles(files, end).endMillis());
            }
            List<IndexedFile> parts = files.subList(first, end);
            long quarter = (span.endMillis() - span.firstMillis()) / 4;
            // What reaches into the span or out of it has rows that nobody could tell apart any more.
            boolean isApart = endBefore <= span.firstMillis() && endMillis <= span.endMillis();
            if (isApart && span.endMillis() + quarter <= newestMillis) {
                tops.addAll(standingFor(span, level, parts));
            } else {
                tops.addAll(parts);
            }
            endBefore = Math.max(endBefore, endMillis);
        }
        return tops;
    }

    private static TimeRange tiles(List<IndexedFile> files, int at) {
        return files.get(at).file().tiles();
    }

    private List<IndexedFile> standingFor(TimeRange span, Level level, List<IndexedFile> parts) {
        List<IndexedFile> withRows =
                parts.stream().filter(part -> part.file().rows() > 0).toList();
        if (withRows.isEmpty()) {
            return parts;
        }
        String name = JoinedName.of(span, withRows.stream().map(IndexedFile::id).toList());
        IndexedFile joined = making.joined(new ViewFile(name, span, 0, 0), withRows);
        return joined.file().rows() == 0 ? parts : List.of(joined.joining(level, withRows));
    }

    /**
     * Joins the rows of files, a group's to one.
     *
     * @param scan goes through them by group
     * @param tileMillis where the rows stand
     * @return whether they came to few enough
     * @throws io.tidemark.usercode.UserCodeException if an aggregator cannot merge them
     */
    static boolean write(GroupScan scan, AggregationDefinition<?> definition, long tileMillis, SstBuilder into) {
        Joining joining = new Joining(definition, tileMillis, into);
        scan.rows(joining::add);
        return joining.end();
    }

    private static final class Joining {
        private final TileTable row;
        private final String place;
        private final long tileMillis;
        private final SstBuilder into;
        private final ByteWriter encoded = new ByteWriter();
        private GroupKey group;
        private long read;

        Joining(AggregationDefinition<?> definition, long tileMillis, SstBuilder into) {
            this.row = new TileTable(definition);
            this.place = "aggregation \"" + definition.name() + "\"";
            this.tileMillis = tileMillis;
            this.into = into;
        }

        boolean add(IndexRow of) {
            if (!of.group().equals(group)) {
                write();
                group = of.group();
            }
            try {
                row.mergeEncoded(group, tileMillis, of.accumulators());
            } catch (Throwable thrown) {
                throw UserCode.cannotAnswer(thrown, place);
            }
            read++;
            return read < TRIED || isWorthIt();
        }

        private void write() {
            if (group == null) {
                return;
            }
            try {
                row.write(0, encoded.clear());
            } catch (Throwable thrown) {
                throw UserCode.cannotAnswer(thrown, place);
            }
            row.clear();
            into.row(group.bytes(), tileMillis, encoded.toBytes());
        }

        boolean end() {
            write();
            return isWorthIt();
        }

        private boolean isWorthIt() {
            return into.rows() <= read / GAIN;
        }
    }

    /** The rows of some files, those of joined ones as they were joined. */
    static GroupScan scan(List<IndexedFile> parts, RocksStore store) {
        return new GroupScan(
                new IndexedView(parts), WantedTiles.together(TimeRange.ALL), GroupKey.FIRST, store::iterator);
    }
}
