package io.tidemark.bench.tidemark;

import io.tidemark.batch.storage.Storage;
import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Metric;
import io.tidemark.bench.measure.Options;
import io.tidemark.log.LogReaders;
import io.tidemark.model.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** The archive writer over a data set: until every record is in a visible file. The archive stays, for the runs over it. */
public final class ArchiveMain {
    private ArchiveMain() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Dataset data = Dataset.load(Path.of(options.text("data")));
        Path root = Path.of(options.text("archive"));

        Meter meter = new Meter();
        Model model = new AdModel(data.topic(), Duration.ofMillis(Dataset.WINDOW_MS), data.ads()).build();
        LogReaders readers = new TimedReaders(SpeedSide.readers(options, data.topic()), meter::start);
        Storage storage = Storage.at(root.toString(), new Configuration());
        try (ArchiveSide archive = new ArchiveSide(model, options, readers, storage)) {
            archive.start();
            archive.awaitArchived(data.events());
            meter.stop();
        }
        meter.result("archive", "tidemark", data.name(), data)
                .with(Metric.BYTES_PER_EVENT, (double) size(root) / data.events())
                .print();
        System.exit(0);
    }

    private static long size(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(ArchiveMain::length)
                    .sum();
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
