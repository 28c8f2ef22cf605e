package io.tidemark.bench.micro;

import io.tidemark.bench.tidemark.AdEvent;
import io.tidemark.stream.StreamDecoder;
import java.util.Set;
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

/** Bytes of JSON to an event; one operation is one event of 242 bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
    private final AdEvents ads = new AdEvents();
    private final StreamDecoder<AdEvent> whole = ads.decoder();
    private final StreamDecoder<AdEvent> needed =
            new StreamDecoder<>(ads.views().stream(), Set.of("adId", "eventType", "eventTime"));

    /** All seven components. */
    @Benchmark
    public AdEvent all() {
        return AdEvents.decoded(whole, ads.json.get(ads.next()));
    }

    /** The three that the aggregation reads. */
    @Benchmark
    public AdEvent used() {
        return AdEvents.decoded(needed, ads.json.get(ads.next()));
    }
}
