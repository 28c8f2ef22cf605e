package io.tidemark.bench.micro;

import io.tidemark.codec.ByteWriter;
import io.tidemark.speed.store.RocksStateStore;
import io.tidemark.speed.store.StateStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Dirty partials into the state store, 10,000 in one batch; one operation is one partial. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FlushBenchmark {
    private static final int BATCH = 10_000;
    private static final int KEYS = 1_000_000;

    private final byte[] key = new byte[24];
    private final ByteWriter value = new ByteWriter(16);
    private StateStore store;
    private int next;

    @Setup(Level.Trial)
    public void open() throws IOException {
        Path directory = Files.createTempDirectory("flush");
        store = RocksStateStore.open(directory, 64L << 20);
        value.writeLong(42);
    }

    @TearDown(Level.Trial)
    public void close() {
        store.close();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void flush() {
        try (StateStore.Batch batch = store.begin()) {
            for (int i = 0; i < BATCH; i++) {
                next = (next + 7_919) % KEYS;
                ByteBuffer.wrap(key).putInt(1, next);
                batch.put(key, key.length, value.array(), value.size());
            }
            batch.commit();
        }
    }
}
