package io.tidemark.serving.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.question.Ranking;
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
 * kept for the last few questions, by its files: their rows never change and an id is never used again, so that what is
 * kept cannot outlive a flip, or answer for another manifest. Safe for use by many threads; two that find nothing kept
 * both look. Guarded by the serving workload {@code top10-of-100k}.
 */
final class BatchRankings {
    private static final int FEW = 5_000;
    private static final int KEPT = 8;

    private final int few;
    private final Map<Key, List<GroupKey>> kept;

    /** What the batch view's order depends on. */
    private record Key(String aggregation, IndexedView files, WindowPlan windows, Ranking ranking) {}

    BatchRankings() {
        this(FEW);
    }

    /**
     * @param few up to how many groups with realtime rows are looked up one by one
     */
    BatchRankings(int few) {
        this.few = few;
        this.kept = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, List<GroupKey>> eldest) {
                return size() > KEPT;
            }
        });
    }

    /** The groups that hold the best ones, in order; empty if all groups have to be looked at. */
    Optional<List<GroupKey>> candidates(
            GroupMerge.Sources sources, Question question, Ranking ranking, RankedMerge merge) {
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
        List<GroupKey> candidates = new ArrayList<>(touched);
        int most = touched.size() + ranking.size();
        for (GroupKey group : ofBatch(sources, question, ranking, merge)) {
            if (candidates.size() == most) {
                break;
            }
            if (!touched.contains(group)) {
                candidates.add(group);
            }
        }
        Collections.sort(candidates);
        return Optional.of(candidates);
    }

    /** The best groups of the batch view alone: so many that enough are left when all touched ones are taken away. */
    private List<GroupKey> ofBatch(
            GroupMerge.Sources sources, Question question, Ranking ranking, RankedMerge merge) {
        WindowPlan windows = question.windows().withoutExpired(sources.firstMillis());
        Key key = new Key(question.aggregation(), sources.view().files(), windows, ranking);
        List<GroupKey> known = kept.get(key);
        if (known != null) {
            return known;
        }
        List<GroupKey> found = merge.best(
                sources.withoutRealtime(), question, ranking, few + ranking.size(), (group, cells) -> group);
        kept.put(key, found);
        return found;
    }
}
