package io.tidemark.serving.testing;

import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.testkit.contract.BatchViewsContract;
import io.tidemark.tidemark.PartitionId;
import java.util.List;
import java.util.SplittableRandom;

/** A batch layer in memory for the cases that every batch layer passes. */
public final class SalesLayer implements BatchViewsContract.Layer {
    private static final int SALES = 500;
    private static final long MORNING = SalesLog.START + 4 * 3_600_000L;

    private final InMemoryBatchViews views = new InMemoryBatchViews();
    private int published;

    @Override
    public BatchViews views() {
        return views;
    }

    @Override
    public AggregationDefinition<?> definition() {
        return SalesModel.definition(SalesModel.BY_SHOP);
    }

    @Override
    public Manifest publish() {
        SalesLog log = SalesLog.random(new SplittableRandom(1), 2, SALES * ++published);
        return views.publish(log, SalesModel.definition(SalesModel.BY_SHOP), log.ends(), MORNING);
    }

    @Override
    public Manifest remember(PartitionId partition, List<List<BatchViewsContract.Put>> files) {
        return views.remember(definition().id(), partition, files);
    }
}
