package io.tidemark.serving.testing;

import io.tidemark.testkit.contract.BatchControlContract;
import io.tidemark.testkit.contract.BatchViewsContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What stands in for the batch layer owes what the batch layer owes. */
final class FakesTest {
    @TestFactory
    Stream<DynamicTest> views() {
        return BatchViewsContract.cases().entrySet().stream()
                .map(test -> DynamicTest.dynamicTest(
                        test.getKey(), () -> test.getValue().of(new SalesLayer())));
    }

    @TestFactory
    Stream<DynamicTest> control() {
        RecordingBatchControl control = new RecordingBatchControl();
        return new BatchControlContract(() -> control, SalesModel.BY_SHOP)
                .cases().entrySet().stream()
                        .map(test -> DynamicTest.dynamicTest(
                                test.getKey(), () -> test.getValue().run()));
    }
}
