package io.tidemark.bench.tidemark;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.run.Run;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Options;
import io.tidemark.codec.ByteReader;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.spark.SparkEngineProvider;
import io.tidemark.usercode.CodeWatch;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * The hourly run on a Spark cluster, over an archive beside which nothing is published yet, from its request until the view
 * is published: it begins with the start of its application, as a query does that is submitted.
 */
public final class SparkMain {
    private static final Clock CLOCK = Clock.systemUTC();

    private SparkMain() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Dataset data = Dataset.load(Path.of(options.text("data")));
        Model model = new AdModel().build();
        Storage storage = Storage.at(options.text("archive"), new Configuration());
        Archive archive = new Archive(storage);
        ManifestStore manifests = new ManifestStore(storage, CLOCK);
        EngineSettings settings = EngineSettings.defaults().withSpillDirectory(Path.of(options.text("scratch")));
        EngineContext context = new EngineContext(model, storage, archive, settings, new CodeWatch(CLOCK));
        Engine engine = new SparkEngineProvider().open(choice(options), context);
        Run run = new Run(model, new Run.Between(storage, archive, manifests, engine, new NoLog(), CLOCK));
        Meter meter = new Meter();
        meter.start();
        RunResult result = run.execute(
                UUID.randomUUID().toString(),
                1,
                new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false),
                Progress.UNHEARD);
        meter.stop();
        if (result.published().isEmpty()) {
            throw new IllegalStateException("a run published nothing: " + result);
        }
        meter.reportRows(
                "tidemark", "on-spark", data, Meter.verify(data.truth(), Cells.tumbling(view(model, storage))));
        System.exit(0);
    }

    private static EngineChoice choice(Options options) {
        return new EngineChoice(
                "spark",
                Stream.of(options.text("jars").split(File.pathSeparator))
                        .map(Path::of)
                        .toList(),
                Map.of(
                        "home", options.text("spark-home"),
                        "jar", options.text("spark-jar"),
                        "spark.master", options.text("master"),
                        "spark.driver.host", "127.0.0.1",
                        "spark.ui.enabled", "false",
                        "spark.executor.memory", options.text("executor-memory"),
                        "spark.executorEnv.BENCH_DATA", options.text("data")));
    }

    private static TileTable view(Model model, Storage storage) throws IOException {
        AggregationDefinition<?> definition = AdModel.views(model);
        TileTable rows = new TileTable(definition);
        FileBatchViews batch = new FileBatchViews(storage, new ManifestStore(storage, CLOCK));
        for (ViewFile file : batch.newest().viewOrEmpty(definition.id()).files()) {
            batch.read(
                    file,
                    definition,
                    (group, tile, accumulators) ->
                            rows.mergeEncoded(GroupKey.of(group), tile, new ByteReader(accumulators)));
        }
        return rows;
    }
}
