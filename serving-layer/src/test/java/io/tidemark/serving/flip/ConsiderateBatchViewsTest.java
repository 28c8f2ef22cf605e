package io.tidemark.serving.flip;

import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.serving.testing.SalesLayer;
import io.tidemark.testkit.contract.BatchViewsContract;
import io.tidemark.tidemark.PartitionId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class ConsiderateBatchViewsTest {
    @TestFactory
    Stream<DynamicTest> contract() {
        return BatchViewsContract.cases().entrySet().stream()
                .map(test -> DynamicTest.dynamicTest(
                        test.getKey(), () -> test.getValue().of(new Considerate(new SalesLayer()))));
    }

    private record Considerate(SalesLayer layer) implements BatchViewsContract.Layer {
        @Override
        public BatchViews views() {
            return new ConsiderateBatchViews(layer.views());
        }

        @Override
        public AggregationDefinition<?> definition() {
            return layer.definition();
        }

        @Override
        public Manifest publish() {
            return layer.publish();
        }

        @Override
        public Manifest remember(PartitionId partition, List<List<BatchViewsContract.Put>> files) {
            return layer.remember(partition, files);
        }
    }
}
