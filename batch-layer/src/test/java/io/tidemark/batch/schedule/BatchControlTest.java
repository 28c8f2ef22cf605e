package io.tidemark.batch.schedule;

import io.tidemark.batch.Batch;
import io.tidemark.batch.Trip;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.schedule.times.RunTimes;
import io.tidemark.batch.storage.Storage;
import io.tidemark.seam.BatchControl;
import io.tidemark.testkit.contract.BatchControlContract;
import io.tidemark.time.BatchInterval;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whoever steers a batch layer is served alike by its own scheduler and by files. */
class BatchControlTest {
    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> byFiles() {
        return contract(batch -> new FileBatchControl(batch.storage(), batch.clock));
    }

    @TestFactory
    Stream<DynamicTest> inTheBatchProcess() {
        return contract(BatchControlTest::scheduler);
    }

    private Stream<DynamicTest> contract(Function<Batch, BatchControl> form) {
        Batch batch = new Batch(directory);
        BatchControlContract contract = new BatchControlContract(() -> form.apply(batch), "by-origin");
        return contract.cases().entrySet().stream()
                .map(test -> DynamicTest.dynamicTest(
                        test.getKey(), () -> test.getValue().run()));
    }

    private static Scheduler scheduler(Batch batch) {
        Storage storage = batch.storage();
        Sweep sweep =
                new Sweep(storage, batch.manifests(storage), batch.clock, KeepSettings.DEFAULT, BatchInterval.HOURLY);
        return new Scheduler(
                storage,
                batch.runOn(storage, Trip.model()),
                sweep,
                SchedulerTest.HEALTHY,
                SchedulerSettings.at(RunTimes.every(Duration.ofHours(1), Duration.ofMinutes(1))),
                batch.clock);
    }
}
