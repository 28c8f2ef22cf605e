package io.tidemark.serving.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupFilter;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.BestGroups;
import io.tidemark.serving.index.GroupRanker;
import io.tidemark.serving.index.IndexReader;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.WantedTiles;
import io.tidemark.serving.merge.GroupMerge.Batch;
import io.tidemark.serving.merge.GroupMerge.Sources;
import io.tidemark.serving.merge.cells.Kept;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.window.WindowPlan;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The best groups of one node's range, for another that puts those of all ranges together: all of a group's rows in the batch view
 * are in one range, so that the best of all are among the best of each. Whoever asks decides with the same code, of what each
 * group comes to. Safe for use by many threads.
 */
public final class RangeRanking implements GroupRanker {
    private final RankedMerge ranked = new RankedMerge();

    @Override
    public void best(BatchIndex index, IndexedView view, BestGroups best, Holding holding, RowVisitor visitor) {
        Ranking ranking = best.ranking();
        WindowPlan plan = WindowPlan.only(best.tiles());
        Question question = new Question(
                best.definition().name(), GroupFilter.ALL, plan, List.of(ranking.metric()), OptionalLong.empty());
        Sources sources = new Sources(
                new Batch(best.definition(), view, index),
                RealtimeRows.none(),
                Kept.rankedBy(ranking.metric()),
                Long.MIN_VALUE,
                holding,
                best.groups(),
                Optional.of(BatchTotals.none()));
        List<GroupKey> groups =
                ranked.best(sources, question, ranking, ranking.size(), (group, windows) -> group).stream()
                        .sorted()
                        .toList();
        try (IndexReader reader = sources.reader(plan, groups)) {
            groups.forEach(group -> reader.group(view, group, WantedTiles.together(best.tiles()), visitor));
        }
    }
}
