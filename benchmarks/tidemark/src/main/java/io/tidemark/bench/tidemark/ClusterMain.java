package io.tidemark.bench.tidemark;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.Engine;
import io.tidemark.batch.engine.EngineChoice;
import io.tidemark.batch.engine.EngineContext;
import io.tidemark.batch.engine.EngineProvider;
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
import io.tidemark.usercode.CodeWatch;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * The hourly run on a cluster of Spark or Hadoop, over an archive beside which nothing is published yet, from its request until the view
 * is published: it begins with the start of its application or job, as a query does that is submitted.
 */
public final class ClusterMain {
    private static final Clock CLOCK = Clock.systemUTC();

    private ClusterMain() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Dataset data = Dataset.load(Path.of(options.text("data")));
        Model model = new AdModel().build();
        Storage storage = Storage.at(options.text("archive"), new Configuration());
        Archive archive = new Archive(storage);
        ManifestStore manifests = new ManifestStore(storage, CLOCK);
        EngineSettings settings = EngineSettings.defaults().withSpillDirectory(Path.of(options.text("scratch")));
        EngineContext context = new EngineContext(model, storage, archive, settings, new CodeWatch(CLOCK));
        EngineChoice choice = choice(options);
        Engine engine = ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(choice.name()))
                .findFirst()
                .orElseThrow()
                .open(choice, context);
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
                "tidemark",
                "on-" + choice.name(),
                data,
                Meter.verify(data.truth(), Cells.tumbling(view(model, storage))));
        System.exit(0);
    }

    /** The engine by its name, and its settings by a file of them. */
    private static EngineChoice choice(Options options) throws IOException {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of(options.text("settings")))) {
            settings.load(file);
        }
        Map<String, String> named = new HashMap<>();
        settings.stringPropertyNames().forEach(name -> named.put(name, settings.getProperty(name)));
        List<Path> jars = Stream.of(options.text("jars").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        return new EngineChoice(options.text("engine"), jars, named);
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
