package io.tidemark.bench.tidemark;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.local.LocalEngine;
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
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;

/**
 * Runs over a data set's archive, on the local engine, until the view is published. {@code --times}, and with nothing
 * published before: the hourly run, which finds all of the archive new, and then a full recompute of what it published.
 * The first hourly run of a process is cold, the last of either kind warm.
 */
public final class RecomputeMain {
    private final Model model;
    private final Storage views;
    private final ManifestStore manifests;
    private final Run run;

    private RecomputeMain(Model model, Archive archive, Path root, Path spill) {
        this.model = model;
        views = Storage.at(root.toString(), new Configuration());
        manifests = new ManifestStore(views, Clock.systemUTC());
        EngineSettings settings = EngineSettings.defaults().withSpillDirectory(spill);
        run = new Run(
                model,
                new Run.Between(
                        views,
                        archive,
                        manifests,
                        new LocalEngine(views, archive, settings),
                        new NoLog(),
                        Clock.systemUTC()));
    }

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Dataset data = Dataset.load(Path.of(options.text("data")));
        Model model = new AdModel(data.topic(), Duration.ofMillis(Dataset.WINDOW_MS), data.ads()).build();
        Archive archive = new Archive(Storage.at(options.text("archive"), new Configuration()));
        Path scratch = Path.of(options.text("scratch"));
        int times = options.integer("times", 5);
        for (int i = 1; i <= times; i++) {
            // --views keeps them for who serves them.
            Path root =
                    Path.of(options.text("views", scratch.resolve("views-" + i).toString()));
            RecomputeMain recompute = new RecomputeMain(model, archive, root, scratch);
            Meter hourly = recompute.timed(new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false));
            Manifest ofHourly = recompute.manifests.newest();
            if (i == 1) {
                recompute.report(hourly, "hourly-cold", data, ofHourly);
            }
            Meter all = recompute.timed(new RunRequest.Recompute(Set.of(), TimeRange.ALL));
            if (i == times) {
                // Not before both are timed: the second would have to clear away what the check of the first leaves.
                recompute.report(hourly, "hourly-warm", data, ofHourly);
                recompute.report(all, "recompute-warm", data, recompute.manifests.newest());
            }
        }
        System.exit(0);
    }

    private Meter timed(RunRequest request) throws Exception {
        Meter meter = new Meter();
        meter.start();
        RunResult result = run.execute(UUID.randomUUID().toString(), 1, request, Progress.UNHEARD);
        meter.stop();
        if (result.published().isEmpty()) {
            throw new IllegalStateException("a run published nothing: " + result);
        }
        return meter;
    }

    private void report(Meter meter, String variant, Dataset data, Manifest published) throws IOException {
        meter.reportRows("tidemark", variant, data, Meter.verify(data.truth(), Cells.tumbling(view(published))));
    }

    private TileTable view(Manifest published) throws IOException {
        AggregationDefinition<?> definition = AdModel.views(model);
        TileTable rows = new TileTable(definition);
        BatchViews batch = new FileBatchViews(views, manifests);
        for (ViewFile file : published.viewOrEmpty(definition.id()).files()) {
            batch.read(
                    file,
                    definition,
                    (group, tile, accumulators) ->
                            rows.mergeEncoded(GroupKey.of(group), tile, new ByteReader(accumulators)));
        }
        return rows;
    }
}
