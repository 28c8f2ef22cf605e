package io.tidemark.serving.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.TileTable;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.testkit.InMemoryBeginnings;
import io.tidemark.testkit.contract.BatchViewsContract.Put;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A batch layer in memory: {@link #publish} folds the log below a tidemark into a new view. */
public final class InMemoryBatchViews implements BatchViews {
    private final Map<String, List<Row>> files = new ConcurrentHashMap<>();
    private final Map<String, List<Put>> entries = new ConcurrentHashMap<>();
    private final TreeMap<Long, Manifest> manifests = new TreeMap<>();
    private final Beginnings beginnings = new InMemoryBeginnings();
    private final AtomicInteger reads = new AtomicInteger();
    private int runs;
    private volatile IOException fault;
    private volatile Reading reading = file -> {};

    /** What happens when a file is read; it may throw whatever a reader can. */
    @FunctionalInterface
    public interface Reading {
        void of(ViewFile file) throws Exception;
    }

    private record Row(byte[] group, long tileMillis, byte[] accumulators) {}

    /** Folds the log below a tidemark, in files that end at these tile starts, and publishes the view. */
    public Manifest publish(
            SalesLog log, AggregationDefinition<Sale> definition, Tidemark tidemark, long... fileEndsMillis) {
        return publish(log, definition, tidemark, List.of(), Long.MIN_VALUE, fileEndsMillis);
    }

    /** The same with gaps, and with tiles that are expired. */
    public synchronized Manifest publish(
            SalesLog log,
            AggregationDefinition<Sale> definition,
            Tidemark tidemark,
            List<Gap> gaps,
            long expiredBeforeMillis,
            long... fileEndsMillis) {
        TileTable table = new TileTable(definition);
        tidemark.positions().forEach((p, position) -> log.fold(definition, p.partition(), 0, position.offset(), table));
        String run = "run-" + ++runs;
        List<ViewFile> viewFiles = new ArrayList<>();
        long first = Long.MIN_VALUE;
        for (long end : bounds(fileEndsMillis)) {
            viewFiles.add(write(table, run, new TimeRange(Math.max(first, expiredBeforeMillis), end)));
            first = end;
        }
        AggregationView view = new AggregationView(
                definition.name(),
                definition.fingerprint(),
                OffsetVector.ZERO,
                tidemark,
                viewFiles,
                gaps,
                new Horizon(Long.MAX_VALUE, expiredBeforeMillis, new TreeMap<>()),
                run);
        return add(current().with(view, Instant.ofEpochMilli(SalesLog.START)));
    }

    public synchronized Manifest add(Manifest manifest) {
        manifests.put(manifest.number(), manifest);
        return manifest;
    }

    /** Makes every call fail until it is taken back with null. */
    public void fail(IOException with) {
        fault = with;
    }

    /** Makes something happen each time before a file is read. */
    public void whenReading(Reading hook) {
        reading = hook;
    }

    /** Forgets a file, as a batch layer does that no longer keeps a manifest. */
    public void forget(ViewFile file) {
        files.remove(file.path());
    }

    /** How many files were read. */
    public int reads() {
        return reads.get();
    }

    @Override
    public synchronized Manifest newest() {
        return current();
    }

    @Override
    public Beginnings beginnings() {
        return beginnings;
    }

    private Manifest current() {
        return manifests.isEmpty() ? Manifest.NONE : manifests.lastEntry().getValue();
    }

    @Override
    public synchronized Optional<Manifest> manifest(long number) throws IOException {
        check();
        return Optional.ofNullable(manifests.get(number));
    }

    @Override
    public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) throws IOException {
        check();
        List<Row> rows = files.get(file.path());
        if (rows == null) {
            throw new java.io.FileNotFoundException(file.path());
        }
        reads.incrementAndGet();
        try {
            reading.of(file);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        for (Row row : rows) {
            sink.row(row.group(), row.tileMillis(), row.accumulators());
        }
    }

    @Override
    public void read(EntryFile file, EntrySink sink) throws IOException {
        check();
        for (Put put : entries.get(file.path())) {
            sink.entry(put.key().getBytes(UTF_8), put.value().getBytes(UTF_8), put.logClockMillis());
        }
    }

    /** Publishes a view again: now its operator remembers this of a partition, a list a file. */
    public synchronized Manifest remember(ViewId id, PartitionId partition, List<List<Put>> files) {
        List<EntryFile> written = new ArrayList<>();
        for (List<Put> each : files) {
            String path = "operators/" + id + "/" + entries.size();
            entries.put(path, each);
            written.add(new EntryFile(path, 0, 0, each.size(), 0, FileOrigin.UNKNOWN));
        }
        Remembered remembered = new Remembered(new TreeMap<>(Map.of(partition, written)));
        AggregationView view = current().viewOrEmpty(id).remembering(remembered);
        return add(current().with(view, Instant.ofEpochMilli(SalesLog.START)));
    }

    private void check() throws IOException {
        if (fault != null) {
            throw fault;
        }
    }

    private static long[] bounds(long... ends) {
        long[] bounds = Arrays.copyOf(ends, ends.length + 1);
        bounds[ends.length] = Long.MAX_VALUE;
        Arrays.sort(bounds);
        return bounds;
    }

    private ViewFile write(TileTable table, String run, TimeRange tiles) {
        List<Row> rows = new ArrayList<>();
        for (int row : table.sortedRows()) {
            if (tiles.contains(table.tile(row))) {
                ByteWriter out = new ByteWriter();
                table.write(row, out);
                rows.add(new Row(table.group(row).bytes(), table.tile(row), out.toBytes()));
            }
        }
        String path = "views/" + table.definition().name() + "/" + run + "/" + tiles.endMillis();
        files.put(path, rows);
        return new ViewFile(path, tiles, rows.size(), 100L * rows.size());
    }
}
