package io.tidemark.bench.micro;

import io.tidemark.bench.tidemark.AdEvent;
import io.tidemark.fold.Fold;
import io.tidemark.fold.TileTable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** An event into its accumulators; one operation is one event, of which a third are views and count. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FoldBenchmark {
    private final AdEvents ads = new AdEvents();
    private final Fold<AdEvent> fold = new Fold<>(ads.views());
    private final TileTable table = new TileTable(ads.views());

    @Benchmark
    public boolean fold() {
        return ads.fold(fold, ads.next(), table);
    }
}
