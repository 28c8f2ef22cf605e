package io.tidemark.bench.tidemark;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.engine.EngineSettings;
import io.tidemark.batch.engine.LocalEngine;
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
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * Runs over a data set's archive, on the local engine, until the view is published: the first is the incremental run that
 * folds all of it, the other four recompute everything from the raw records.
 */
public final class RecomputeMain {
    private static final int RUNS = 5;

    private final Model model;
    private final Storage storage;
    private final ManifestStore manifests;
    private final Run run;

    private RecomputeMain(Model model, Path root, Path spill) {
        this.model = model;
        storage = Storage.at(root.toString(), new Configuration());
        manifests = new ManifestStore(storage, Clock.systemUTC());
        Archive archive = new Archive(storage);
        EngineSettings settings = EngineSettings.defaults().withSpillDirectory(spill);
        run = new Run(model, storage, archive, manifests, new LocalEngine(storage, archive, settings));
    }

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Dataset data = Dataset.load(Path.of(options.text("data")));
        Model model = new AdModel(data.topic(), Duration.ofMillis(Dataset.WINDOW_MS), data.ads()).build();
        RecomputeMain recompute =
                new RecomputeMain(model, Path.of(options.text("archive")), Path.of(options.text("scratch")));
        for (int i = 1; i <= RUNS; i++) {
            recompute.measure(i, data);
        }
        System.exit(0);
    }

    private void measure(int number, Dataset data) throws Exception {
        RunRequest request = number == 1
                ? new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, false)
                : new RunRequest.Recompute(Set.of(), TimeRange.ALL);
        Meter meter = new Meter();
        meter.start();
        RunResult result = run.execute("bench-" + number, 1, request, Progress.UNHEARD);
        meter.stop();
        if (result.published().isEmpty()) {
            throw new IllegalStateException("run " + number + " published nothing: " + result);
        }
        if (number == 1 || number == RUNS) {
            String variant = data.name() + (number == 1 ? "-first" : "-fifth");
            meter.report("recompute", "tidemark", variant, data, Meter.verify(data.truth(), Cells.tumbling(view())));
        }
    }

    /** The newest published view. */
    private TileTable view() throws IOException {
        AggregationDefinition<?> definition = AdModel.views(model);
        TileTable rows = new TileTable(definition);
        BatchViews views = new FileBatchViews(storage, manifests);
        for (ViewFile file : manifests
                .newest()
                .view(definition.name(), definition.fingerprint())
                .files()) {
            views.read(
                    file,
                    definition,
                    (group, tile, accumulators) ->
                            rows.mergeEncoded(GroupKey.of(group), tile, new ByteReader(accumulators)));
        }
        return rows;
    }
}
