package io.tidemark.serving.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.memory.HeapSize;
import io.tidemark.serving.index.BestGroups;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which groups may be among the best, so that not all have to be put together for it. Where realtime has rows of few
 * groups, the best are among those and the best of the batch view that are none of those. The batch view's own order is
 * kept for the last few questions, with what it has of the groups that were looked up, by its files: their rows never change
 * and an id is never used again, so that what is kept cannot outlive a flip, or answer for another manifest. Safe for use by
 * many threads; two that find nothing kept both look. Guarded by the serving workload {@code top10-of-100k}.
 */
final class BatchRankings {
    private static final int FEW = 5_000;
    private static final int KEPT = 8;
    /** Twice that for each that is kept is among what is fixed (docs/memory.md). */
    private static final long MOST_BYTES = 1L << 19;

    private static final long GROUP = 28;

    private final int few;
    private final long mostBytes;
    private final Map<Key, Ranked> kept;

    /** What the batch view's order depends on. */
    private record Key(String aggregation, IndexedView files, WindowPlan windows, Ranking ranking) {}

    BatchRankings() {
        this(FEW, MOST_BYTES);
    }

    /**
     * @param few up to how many groups with realtime rows are looked up one by one
     * @param mostBytes what is kept of one question takes at most so much for the best groups, and so much for totals
     */
    BatchRankings(int few, long mostBytes) {
        this.few = few;
        this.mostBytes = mostBytes;
        this.kept = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Ranked> eldest) {
                return size() > KEPT;
            }
        });
    }

    /**
     * Groups that hold the best ones.
     *
     * @param groups in order
     * @param totals what the batch view has of them, as far as it is known by now
     */
    record Candidates(List<GroupKey> groups, BatchTotals totals) {}

    /**
     * What is known of a batch view.
     *
     * @param isCut whether so many are left out that there was no room for
     */
    private record Ranked(List<GroupKey> best, boolean isCut, BatchTotals totals) {
        static Ranked of(List<GroupKey> best, long mostBytes) {
            int fitting = 0;
            long bytes = 0;
            while (bytes <= mostBytes && fitting < best.size()) {
                bytes += GROUP + HeapSize.array(best.get(fitting++).bytes().length, 1);
            }
            boolean isCut = bytes > mostBytes;
            List<GroupKey> kept = isCut ? List.copyOf(best.subList(0, fitting - 1)) : best;
            return new Ranked(kept, isCut, new BatchTotals(mostBytes));
        }
    }

    /** The groups that hold the best ones; empty if all groups have to be looked at. */
    Optional<Candidates> candidates(GroupMerge.Sources sources, Question question, Ranking ranking, RankedMerge merge) {
        Optional<TileTable> realtime = sources.realtime().few();
        boolean areFew = sources.realtime().coverage().isEmpty()
                || realtime.map(rows -> rows.groups() <= few).orElse(false);
        if (!question.groups().takesAll() || !areFew) {
            return Optional.empty();
        }
        Set<GroupKey> touched = new HashSet<>();
        realtime.ifPresent(rows -> {
            for (int row = 0; row < rows.rows(); row++) {
                touched.add(rows.group(row));
            }
        });
        Ranked ranked = ofBatch(sources, question, ranking, merge);
        List<GroupKey> candidates = new ArrayList<>(touched);
        int most = touched.size() + ranking.size();
        for (GroupKey group : ranked.best()) {
            if (candidates.size() == most) {
                break;
            }
            if (!touched.contains(group)) {
                candidates.add(group);
            }
        }
        if (ranked.isCut() && candidates.size() < most) {
            return Optional.empty();
        }
        Collections.sort(candidates);
        return Optional.of(new Candidates(candidates, ranked.totals()));
    }

    /** The best groups of the batch view alone: so many that enough are left when all touched ones are taken away. */
    private Ranked ofBatch(GroupMerge.Sources sources, Question question, Ranking ranking, RankedMerge merge) {
        WindowPlan windows = question.windows().withoutExpired(sources.firstMillis());
        Key key = new Key(question.aggregation(), sources.batch().files(), windows, ranking);
        Ranked known = kept.get(key);
        if (known != null) {
            return known;
        }
        int most = few + ranking.size();
        Optional<BestGroups> asked = Optional.ofNullable(windows.only())
                .map(tiles -> new BestGroups(
                        sources.batch().definition(),
                        tiles,
                        sources.range(),
                        new Ranking(ranking.metric(), most, ranking.order())));
        List<GroupKey> best = merge.best(sources.ofBatch(asked), question, ranking, most, (group, cells) -> group);
        Ranked found = Ranked.of(best, mostBytes);
        kept.put(key, found);
        return found;
    }
}
