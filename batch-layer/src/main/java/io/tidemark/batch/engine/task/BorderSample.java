package io.tidemark.batch.engine.task;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.read.ArchiveReader;
import io.tidemark.batch.engine.Division;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Pass;
import io.tidemark.batch.engine.Progress;
import io.tidemark.batch.engine.fold.FoldMemory;
import io.tidemark.batch.engine.fold.FoldUnit;
import io.tidemark.batch.engine.merge.RowCursor;
import io.tidemark.batch.engine.merge.SliceBase;
import io.tidemark.batch.engine.merge.SortedRun;
import io.tidemark.batch.engine.merge.Spills;
import io.tidemark.batch.engine.order.Border;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.SliceSize;
import io.tidemark.fault.FaultException;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.ViewFile;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.usercode.CodeWatch;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the rows of a pass are divided into intervals of about as many rows each, before any of them is folded: the first
 * records of some files are folded to see which rows there are. Too few or ill chosen ones make it slower, and nothing
 * else. Owned by one thread.
 */
final class BorderSample {
    private static final Logger LOG = LoggerFactory.getLogger(BorderSample.class);
    private static final int MOST_INTERVALS = 1_024;
    private static final int MOST_FILES = 64;
    /** Over all files and parts. */
    private static final int RECORDS = 1 << 18;

    private final Pass pass;
    private final TaskSettings settings;
    private final Storage storage;
    private final ArchiveReader archive;
    private final CodeWatch watch = new CodeWatch(Clock.systemUTC());
    /** Places that rows have, in no order, each standing for as many. */
    private final List<Border> places = new ArrayList<>();

    private long sampledRecords;

    private BorderSample(Pass pass, Storage storage, TaskSettings settings) {
        this.pass = pass;
        this.settings = settings;
        this.storage = storage;
        this.archive = ArchiveReader.ofSamples(new Archive(storage), watch);
    }

    static List<Border> borders(Pass pass, Division division, Storage storage, long intervalRows, TaskSettings settings)
            throws InterruptedException {
        long records = division.rows();
        long base = pass.parts().stream().mapToLong(BorderSample::mergedRows).sum();
        if (records + base <= intervalRows) {
            return List.of();
        }
        BorderSample sample = new BorderSample(pass, storage, settings);
        sample.take(division);
        if (sample.places.isEmpty()) {
            return List.of();
        }
        // Of few records more are the first of their row than of many: rather too many intervals than too few.
        double folded = (double) records * sample.places.size() / Math.max(1, sample.sampledRecords);
        double rows = folded + sample.mergedRowsOfItsSlices();
        int intervals = (int) Math.max(1, Math.min(MOST_INTERVALS, Math.ceil(rows / intervalRows)));
        return sample.quantiles(intervals);
    }

    private static long mergedRows(Part<?> part) {
        return part.base().stream()
                .filter(file -> !part.keepsNothingOf(file.tiles()))
                .mapToLong(ViewFile::rows)
                .sum();
    }

    /** Of other slices the files stay as they are. */
    private long mergedRowsOfItsSlices() {
        Set<Border> slices = new HashSet<>();
        places.forEach(place -> slices.add(new Border(place.part(), place.sliceMillis(), "")));
        long rows = 0;
        for (int number = 0; number < pass.parts().size(); number++) {
            Part<?> part = pass.parts().get(number);
            for (ViewFile file : part.base()) {
                boolean isChanged = part.rewrites(file.tiles())
                        || slices.contains(new Border(number, file.tiles().firstMillis(), ""));
                rows += isChanged && !part.keepsNothingOf(file.tiles()) ? file.rows() : 0;
            }
        }
        return rows;
    }

    private void take(Division division) throws InterruptedException {
        List<Division.Unit> files = division.units().stream()
                .flatMap(unit -> unit.files().stream().map(file -> new Division.Unit(List.of(file), unit.parts())))
                .toList();
        int step = Math.max(1, files.size() / MOST_FILES);
        int of = Math.max(1, RECORDS / pass.parts().size() / Math.max(1, Math.min(files.size(), MOST_FILES)));
        for (int i = 0; i < files.size(); i += step) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try (Spills spills = new Spills(settings.spillDirectory())) {
                take(files.get(i), of, spills);
            } catch (FaultException fault) {
                // Whoever folds the file comes upon it as well, and says so.
                LOG.debug(
                        "no sample of a file file={}",
                        files.get(i).files().get(0).path(),
                        fault);
            }
        }
    }

    private void take(Division.Unit one, int records, Spills spills) {
        ArchiveFile file = one.files().get(0);
        List<Part<?>> narrow = new ArrayList<>();
        pass.parts().forEach(part -> narrow.add(narrow(part, file, records)));
        Pass first = new Pass(one.files(), narrow, pass.attempt());
        FoldMemory memory = FoldMemory.of(settings.memoryBytes(), 1, 1);
        FoldUnit unit = new FoldUnit(first, one, memory, spills, Progress.UNHEARD, watch);
        unit.fold(archive, storage);
        sampledRecords += Math.min(records, file.rows());
        for (int part : one.parts()) {
            for (SortedRun run : unit.runs(part)) {
                take(part, run);
            }
        }
    }

    private static <E> Part<E> narrow(Part<E> part, ArchiveFile file, int records) {
        OffsetRange wanted = part.offsetsIn(file);
        Map<PartitionId, OffsetRange> offsets = new HashMap<>();
        offsets.put(
                file.partition(), new OffsetRange(wanted.first(), Math.min(wanted.end(), wanted.first() + records)));
        return new Part<>(
                part.definition(),
                offsets,
                Map.of(),
                Remembered.NOTHING,
                part.tiles(),
                part.onto(),
                List.of(),
                part.expiredBeforeMillis());
    }

    private void take(int part, SortedRun run) {
        for (long slice : run.slices()) {
            try (RowCursor rows = run.open(slice)) {
                while (rows.next()) {
                    places.add(
                            new Border(part, slice, KeyRange.text(rows.group().bytes())));
                }
            }
        }
    }

    private List<Border> quantiles(int intervals) {
        places.sort(null);
        Stream.Builder<Border> chosen = Stream.builder();
        for (int interval = 1; interval < intervals; interval++) {
            chosen.add(atAFile(places.get((int) ((long) places.size() * interval / intervals))));
        }
        return chosen.build().distinct().sorted().toList();
    }

    /** In a slice whose base goes on, the beginning of the file that has the place: no file is divided. */
    private Border atAFile(Border place) {
        Part<?> part = pass.parts().get(place.part());
        SliceBase base =
                SliceBase.of(part, SliceSize.of(part.definition().tile()).of(place.sliceMillis()));
        if (!base.isMerged()) {
            return place;
        }
        String begins = base.borders().stream()
                .filter(border -> border.compareTo(place.group()) <= 0)
                .max(String::compareTo)
                .orElse("");
        return new Border(place.part(), place.sliceMillis(), begins);
    }
}
