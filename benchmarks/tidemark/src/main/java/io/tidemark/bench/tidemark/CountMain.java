package io.tidemark.bench.tidemark;

import io.tidemark.batch.storage.Storage;
import io.tidemark.bench.measure.Dataset;
import io.tidemark.bench.measure.Dataset.Cell;
import io.tidemark.bench.measure.Meter;
import io.tidemark.bench.measure.Options;
import io.tidemark.fold.TileTable;
import io.tidemark.log.LogReaders;
import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.time.Hopping;
import io.tidemark.time.TileSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The speed layer over a data set, with durable state: until queries see every record in its count. With
 * {@code --archive=yes} the archive writer works in the same process; a second result tells when that is through as well.
 */
public final class CountMain {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final Duration HOP = Duration.ofMinutes(1);
    private static final Duration SESSIONS_TILE = Duration.ofMinutes(10);

    private final Options options;
    private final Dataset data;
    private final Path scratch;
    private final String window;
    private final Meter meter = new Meter();

    private CountMain(Options options, Dataset data) {
        this.options = options;
        this.data = data;
        this.scratch = Path.of(options.text("scratch"));
        this.window = options.text("window", "tumbling");
    }

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        CountMain count = new CountMain(options, Dataset.load(Path.of(options.text("data"))));
        if (options.isYes("archive")) {
            count.besideTheArchiveWriter();
        } else if (count.window.equals("hopping")) {
            count.hopping();
        } else if (count.window.equals("sessions")) {
            count.sessions();
        } else {
            count.alone();
        }
        System.exit(0);
    }

    private void alone() throws Exception {
        Model model = model();
        try (SpeedSide speed = new SpeedSide(model, options, scratch.resolve("speed"), readers(), new NoViews())) {
            speed.start();
            speed.awaitFolded(data.events());
            meter.stop();
            report("rocksdb", Cells.tumbling(rows(speed)), data.truth());
        }
    }

    /** Every window is put together from its tiles when it is asked for, by the serving layer. */
    private void hopping() throws Exception {
        try (Node node = new Node(model(), options, readers())) {
            node.start();
            node.awaitReady(data.events());
            Map<Cell, Long> windows = Cells.windows(node.query(), new Hopping(WINDOW, HOP), TileSize.of(HOP), data);
            meter.stop();
            report("hopping", windows, data.hoppingTruth(WINDOW.toMillis(), HOP.toMillis()));
        }
    }

    /** The same of sessions. */
    private void sessions() throws Exception {
        Model model = model();
        try (Node node = new Node(model, options, readers())) {
            node.start();
            node.awaitReady(data.events());
            Map<Cell, Long> sessions = Cells.sessions(node.query(), AdModel.views(model), data);
            meter.stop();
            report("sessions", sessions, data.sessionTruth());
        }
    }

    private void besideTheArchiveWriter() throws Exception {
        Model model = model();
        Storage storage = Storage.at(scratch.resolve("storage").toString(), new Configuration());
        LogReaders archiveReaders = SpeedSide.readers(options, data.topic());
        try (SpeedSide speed = new SpeedSide(model, options, scratch.resolve("speed"), readers(), new NoViews());
                ArchiveSide archive = new ArchiveSide(model, options, archiveReaders, storage)) {
            archive.start();
            speed.start();
            speed.awaitFolded(data.events());
            meter.stop();
            report("rocksdb+archive", Cells.tumbling(rows(speed)), data.truth());
            archive.awaitArchived(data.events());
            meter.stop();
            meter.result("archive", "tidemark", data.name() + "+speed", data).print();
        }
    }

    private Model model() {
        return switch (window) {
            // Windows that start every minute are put together from tiles of a minute.
            case "hopping" -> new AdModel(data.topic(), HOP, data.ads()).build();
            case "sessions" ->
                new AdModel(
                                data.topic(),
                                SESSIONS_TILE,
                                Optional.of(Duration.ofMillis(Dataset.SESSION_GAP_MS)),
                                data.ads())
                        .build();
            default -> new AdModel(data.topic(), Duration.ofMillis(Dataset.WINDOW_MS), data.ads()).build();
        };
    }

    private LogReaders readers() {
        return new TimedReaders(SpeedSide.readers(options, data.topic()), meter::start);
    }

    private static TileTable rows(SpeedSide speed) {
        TileTable rows = new TileTable(speed.definition());
        try (RealtimeScan scan = speed.view().scan(speed.everything())) {
            while (scan.next()) {
                rows.mergeEncoded(scan.group(), scan.tileMillis(), scan.accumulators());
            }
        }
        return rows;
    }

    private void report(String variant, Map<Cell, Long> result, Map<Cell, Long> truth) {
        String workload = options.text("workload", data.name());
        // Where the peers have less of the same, their rate being flat, ours says how much it had: hopping-10m.
        String size = data.name().substring(workload.length());
        meter.report(workload, "tidemark", variant + size, data, Meter.verify(truth, result));
    }
}
