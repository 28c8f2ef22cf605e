package io.tidemark.serving.merge.answer;

import io.tidemark.serving.index.level.Level;
import java.util.EnumMap;
import java.util.Map;

/** How many rows of the batch view were read for an answer, by what each stands for. */
public record RowsRead(Map<Level, Long> byLevel) {
    /** Not counted. */
    public static final RowsRead UNKNOWN = new RowsRead(Map.of());

    /** @param rows of each level, in the order of levels */
    public static RowsRead of(long[] rows) {
        EnumMap<Level, Long> byLevel = new EnumMap<>(Level.class);
        for (Level level : Level.values()) {
            byLevel.put(level, rows[level.ordinal()]);
        }
        return new RowsRead(byLevel);
    }
}
