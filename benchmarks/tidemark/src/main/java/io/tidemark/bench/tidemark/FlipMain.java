package io.tidemark.bench.tidemark;

import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Options;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewFile;
import io.tidemark.model.AggregationDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Publishes the newest view again, under new file names, so that a serving node loads and flips to all of it: {@code
 * --flips} times, {@code --every-ms} apart.
 */
public final class FlipMain {
    private FlipMain() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Dataset data = Dataset.load(Path.of(options.text("data")));
        Path root = Path.of(options.text("storage"));
        AggregationDefinition<?> definition =
                AdModel.views(new AdModel(data.topic(), Duration.ofMillis(Dataset.WINDOW_MS), data.ads()).build());
        ManifestStore manifests =
                new ManifestStore(Storage.at(root.toString(), new Configuration()), Clock.systemUTC());
        for (int flip = 0; flip < options.integer("flips", 3); flip++) {
            Thread.sleep(options.integer("every-ms", 3000));
            Manifest base = manifests.newest();
            String run = "flip-" + (base.number() + 1);
            AggregationView view = base.viewOrEmpty(definition.id());
            if (manifests.publish(base, renamed(view, root, run)).isEmpty()) {
                throw new IllegalStateException("another run published meanwhile");
            }
        }
    }

    private static AggregationView renamed(AggregationView view, Path root, String run) throws IOException {
        List<ViewFile> files = new ArrayList<>();
        for (ViewFile file : view.files()) {
            String path = "views/" + run + "-" + files.size() + ".parquet";
            Files.copy(root.resolve(file.path()), root.resolve(path));
            files.add(new ViewFile(path, file.tiles(), file.rows(), file.bytes()));
        }
        return new AggregationView(
                view.aggregation(),
                view.fingerprint(),
                view.since(),
                view.tidemark(),
                files,
                view.gaps(),
                view.horizon(),
                run);
    }
}
