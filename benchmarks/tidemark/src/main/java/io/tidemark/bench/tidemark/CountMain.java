package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Options;
import io.tidemark.fold.TileTable;
import io.tidemark.log.LogReaders;
import io.tidemark.time.Hopping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The speed layer over a data set, with durable state: until queries see every record in its count. */
public final class CountMain {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final Duration HOP = Duration.ofMinutes(1);

    private CountMain() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        Dataset data = Dataset.load(Path.of(options.text("data")));
        boolean hopping = options.text("window", "tumbling").equals("hopping");
        // Windows that start every minute are put together from tiles of a minute.
        Duration tile = hopping ? HOP : Duration.ofMillis(Dataset.WINDOW_MS);
        Path state = Files.createTempDirectory(Path.of(options.text("scratch")), "speed");

        Meter meter = new Meter();
        AdModel model = new AdModel(data.topic(), tile, data.ads());
        LogReaders readers = new TimedReaders(SpeedSide.readers(options, data.topic()), meter::start);
        try (SpeedSide speed = new SpeedSide(model.build(), options, state, readers, new NoViews())) {
            speed.start();
            speed.awaitFolded(data.events());
            Map<Cell, Long> result = Map.of();
            if (hopping) {
                result = Cells.windows(rows(speed), new Hopping(WINDOW, HOP));
            }
            meter.stop();
            if (!hopping) {
                result = Cells.tumbling(rows(speed));
            }
            Map<Cell, Long> truth = hopping ? data.hoppingTruth(WINDOW.toMillis(), HOP.toMillis()) : data.truth();
            meter.report(data.name(), "tidemark", hopping ? "hopping" : "rocksdb", data, Meter.verify(truth, result));
        }
        System.exit(0);
    }

    private static TileTable rows(SpeedSide speed) {
        return speed.view().read(speed.everything()).rows();
    }
}
