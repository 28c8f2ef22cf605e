package io.tidemark.bench.tidemark;

import static io.tidemark.aggregator.Aggregators.count;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.compact.ArchiveCompaction;
import io.tidemark.batch.archive.compact.CompactSettings;
import io.tidemark.batch.archive.compact.ReplacedFiles;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.archive.write.ArchiveWriter;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.local.LocalEngine;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.Storage;
import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.bench.measure.Result;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * What small files cost: an archive of hourly files of a few events is recomputed as it was written, joined, and recomputed
 * again.
 */
public final class CompactionMain {
    private static final String TOPIC = "events";
    private static final long HOUR = 3_600_000;
    private static final int TIMES = 3;

    private final int partitions;
    private final int hours;
    private final int events;
    private final Storage storage;
    private final ManifestStore manifests;
    private final Archive archive;
    private final Run run;
    private final Model model = Model.of(builder -> builder.aggregation("views")
            .over(builder.stream(TOPIC, AdEvent.class).eventTimeMillis(AdEvent::eventTime))
            .groupBy("ad", AdEvent::adId)
            .tile(Duration.ofHours(1))
            .metric("views", count()));
    private final InMemoryEventLog log = new InMemoryEventLog();

    private CompactionMain(Options options) {
        partitions = options.integer("partitions", 8);
        hours = options.integer("hours", 500);
        events = options.integer("events", 50);
        Path root = Path.of(options.text("storage"));
        storage = Storage.at(root.toString(), new Configuration());
        manifests = new ManifestStore(storage, Clock.systemUTC());
        archive = new Archive(storage, manifests);
        LocalEngine engine = new LocalEngine(
                storage, archive, EngineSettings.defaults().withSpillDirectory(root.resolveSibling("spill")));
        run = new Run(model, new Run.Between(storage, archive, manifests, engine, log, Clock.systemUTC()));
    }

    public static void main(String[] args) throws Exception {
        CompactionMain compaction = new CompactionMain(new Options(args));
        compaction.generate();
        compaction.execute(new RunRequest.Incremental(Set.of(), RunRequest.Cut.EPOCH, false));
        compaction.recompute("small");
        print("compaction", compaction.compact());
        compaction.recompute("joined");
        System.exit(0);
    }

    private static void print(String variant, double seconds) {
        Result.of("compaction", "tidemark", variant)
                .with(Metric.WALL_S, seconds)
                .print();
    }

    private void generate() {
        log.create(TOPIC, partitions, false);
        long start = System.currentTimeMillis() / HOUR * HOUR - (hours + 1) * HOUR;
        for (int hour = 0; hour <= hours; hour++) {
            for (int p = 0; p < partitions; p++) {
                for (int i = 0; i < events; i++) {
                    long at = start + hour * HOUR + i * (HOUR / events);
                    String event = "{\"user_id\":\"u" + i + "\",\"page_id\":\"p\",\"ad_id\":\"a" + i % 10
                            + "\",\"ad_type\":\"banner\",\"event_type\":\"view\",\"event_time\":" + at
                            + ",\"ip_address\":\"127.0.0.1\"}";
                    log.append(TOPIC, p, at, event.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        ArchiveSettings settings = ArchiveSettings.DEFAULT.withInterval(BatchInterval.HOURLY);
        ArchiveWriter writer = new ArchiveWriter(model.streams(), storage, log, settings, Clock.systemUTC());
        InMemoryLogReader reader = log.reader(writer, 1000);
        for (int p = 0; p < partitions; p++) {
            reader.add(log.partition(TOPIC, p));
        }
        while (archive.partitions(TOPIC).size() < partitions || files() < (long) hours * partitions) {
            writer.step(reader, Duration.ZERO);
        }
    }

    private long files() {
        return archive.tails(TOPIC, archive.listed(TOPIC)).values().stream()
                .mapToLong(tail -> tail.count())
                .sum();
    }

    private double execute(RunRequest request) throws InterruptedException {
        long start = System.nanoTime();
        RunResult result = run.execute("run" + start, 1, request, Progress.UNHEARD);
        if (result.published().isEmpty()) {
            throw new IllegalStateException("a run published nothing: " + result);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private void recompute(String variant) throws InterruptedException {
        for (int i = 0; i < TIMES; i++) {
            print(variant, execute(new RunRequest.Recompute(Set.of(), TimeRange.ALL)));
        }
    }

    private double compact() throws InterruptedException {
        ReplacedFiles replaced = new ReplacedFiles(archive, manifests.lists(), Clock.systemUTC(), Duration.ofDays(1));
        CompactSettings settings = new CompactSettings(128 << 20, Duration.ofHours(1));
        ArchiveCompaction compaction = new ArchiveCompaction(archive, manifests, settings, replaced, Clock.systemUTC());
        long start = System.nanoTime();
        compaction.begin();
        boolean isMore = true;
        while (isMore) {
            isMore = compaction.step();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!compaction.faults().isEmpty() || files() > (long) hours * partitions / 8) {
            throw new IllegalStateException(files() + " files: " + compaction.faults());
        }
        return seconds;
    }
}
