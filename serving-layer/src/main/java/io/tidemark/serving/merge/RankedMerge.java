package io.tidemark.serving.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupBorders;
import io.tidemark.serving.index.GroupRange;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.merge.GroupMerge.Batch;
import io.tidemark.serving.merge.GroupMerge.Sources;
import io.tidemark.serving.merge.helpers.Helpers;
import io.tidemark.serving.merge.helpers.Helpers.Piece;
import io.tidemark.serving.merge.question.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Goes through all groups of a question for the best of them; where there are very many and threads are idle, in pieces side
 * by side. Each group is in one piece alone, with all its rows: the best of all are among the best of each. Safe for use by
 * many threads. Guarded by the workloads {@code customers} and {@code realtime-1m}.
 */
final class RankedMerge {
    /** Less is gone through sooner than others have begun to help. */
    private static final long USUAL_LEAST = 1L << 20;

    private final Helpers helpers;
    private final long leastBytes;

    /** What is kept of a group that is among the best so far. */
    @FunctionalInterface
    interface Keeping<T> {
        T kept(GroupKey group, WindowCells windows);
    }

    RankedMerge() {
        this(Helpers.ofMachine(), USUAL_LEAST);
    }

    /** @param leastBytes less than that is not gone through in pieces */
    RankedMerge(Helpers helpers, long leastBytes) {
        this.helpers = helpers;
        this.leastBytes = leastBytes;
    }

    /**
     * Where a question falls into pieces of both views, if that is worth it at present.
     *
     * @param realtime what the realtime view says of so many pieces; one that names no places cannot be asked for pieces of
     *     one instant, wherever the batch view would fall apart
     */
    List<GroupKey> borders(Batch batch, Question question, IntFunction<GroupBorders> realtime) {
        int pieces = pieces(question);
        GroupBorders ofRealtime = pieces == 1 ? GroupBorders.NONE : realtime.apply(pieces);
        return ofRealtime.places().isEmpty()
                ? List.of()
                : worthwhile(GroupBorders.ofMore(ofRealtime, ofBatch(batch, question, pieces)));
    }

    private List<GroupKey> bordersOfBatch(Sources sources, Question question) {
        int pieces = pieces(question);
        return pieces == 1 ? List.of() : worthwhile(ofBatch(sources.batch(), question, pieces));
    }

    private int pieces(Question question) {
        return question.groups().takesAll() ? 1 + helpers.idle() : 1;
    }

    private static GroupBorders ofBatch(Batch batch, Question question, int pieces) {
        return batch.index().borders(batch.files(), question.windows().tiles(), pieces);
    }

    private List<GroupKey> worthwhile(GroupBorders borders) {
        return borders.bytes() < leastBytes ? List.of() : borders.places();
    }

    /**
     * The best ones, the best first.
     *
     * @param question its windows are one alone for each group: no more of a group is held than is counted with the answer
     * @param size how many, whatever the ranking says
     */
    <T> List<T> best(Sources sources, Question question, Ranking ranking, int size, Keeping<T> keeping) {
        List<GroupKey> borders = sources.realtime().borders().orElseGet(() -> bordersOfBatch(sources, question));
        List<Piece<TopGroups<T>>> pieces = new ArrayList<>();
        for (GroupRange range : ranges(sources.range(), borders)) {
            Sources part = borders.isEmpty()
                    ? sources
                    : sources.in(range, sources.realtime().piece(pieces.size()));
            pieces.add(isNeeded -> {
                TopGroups<T> top = new TopGroups<>(sources.batch().definition(), ranking, size);
                new GroupMerge(part, question, (group, windows) -> {
                            Object value = windows.result(0, ranking.metric());
                            if (top.isAmong(value, group)) {
                                top.add(value, group, keeping.kept(group, windows));
                            }
                            return isNeeded.getAsBoolean();
                        })
                        .from(Optional.empty());
                return top;
            });
        }
        List<TopGroups<T>> tops = helpers.done(pieces);
        tops.subList(1, tops.size()).forEach(tops.get(0)::addAll);
        return tops.get(0).best();
    }

    private static List<GroupRange> ranges(GroupRange all, List<GroupKey> borders) {
        List<GroupRange> ranges = new ArrayList<>();
        GroupRange left = all;
        for (GroupKey border : borders) {
            ranges.add(left.until(Optional.of(border)));
            left = left.from(border);
        }
        ranges.add(left);
        return ranges;
    }
}
