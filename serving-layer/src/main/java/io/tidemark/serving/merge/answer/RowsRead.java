package io.tidemark.serving.merge.answer;

import io.tidemark.serving.index.level.Level;
import java.util.EnumMap;
import java.util.Map;

/** How many rows of the batch view were read for an answer, by what each stands for. */
public record RowsRead(Map<Level, Long> byLevel) {
    /** Not counted. */
    public static final RowsRead UNKNOWN = new RowsRead(Map.of());

    /** Counts rows as they are read. Owned by one thread. */
    public static final class Counter {
        private long tiles;
        private long days;
        private long months;

        public void count(Level level) {
            switch (level) {
                case TILE -> tiles++;
                case DAY -> days++;
                case MONTH -> months++;
            }
        }

        public RowsRead all() {
            return new RowsRead(new EnumMap<>(Map.of(Level.TILE, tiles, Level.DAY, days, Level.MONTH, months)));
        }
    }
}
