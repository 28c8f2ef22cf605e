package io.tidemark.serving.testing;

import io.tidemark.fold.GroupKey;
import io.tidemark.memory.ByteBudget;
import io.tidemark.seam.Waiting;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Question;
import java.util.Optional;

/** Asks without a bound on what an answer holds. */
public record UnboundedQuery(MergedQuery query) {
    public MergedAnswer page(Question question, Page page) {
        return query.page(
                question, page, Waiting.ALLOWED, ByteBudget.unbounded().open());
    }

    public MergedAnswer top(Question question, Ranking ranking) {
        return query.top(question, ranking, ByteBudget.unbounded().open());
    }

    public GroupListing groups(Question question, int limit, Optional<GroupKey> after) {
        return query.groups(question, limit, after, ByteBudget.unbounded().open());
    }
}
