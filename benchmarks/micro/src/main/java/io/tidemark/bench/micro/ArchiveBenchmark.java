package io.tidemark.bench.micro;

import io.tidemark.batch.storage.Storage;
import io.tidemark.bench.tidemark.AdEvent;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.event.DecodeException;
import io.tidemark.event.EventFormat;
import io.tidemark.event.FieldDecoder;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.UndeclaredFields;
import io.tidemark.event.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Records of JSON to an archive file on the local disk; one operation is one record of seven fields. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ArchiveBenchmark {
    private static final long ROW_GROUP_BYTES = 64L << 20;
    private static final int ROWS_A_FILE = 1 << 18;

    private final AdEvents ads = new AdEvents();
    private final LogRow row = new LogRow();
    private final UndeclaredFields undeclared = UndeclaredFields.kept();
    private final FieldDecoder decoder =
            new Json().fields(AdEvent.class, EventFormat.allComponents(AdEvent.class), undeclared);
    private Path directory;
    private Storage storage;
    private String path;
    private RowFileWriter<LogRow> file;

    @Setup(Level.Trial)
    public void begin() throws IOException {
        directory = Files.createTempDirectory("archive");
        storage = Storage.at(directory.toString(), new Configuration());
        open();
    }

    @Benchmark
    public void write() throws IOException, DecodeException {
        byte[] record = ads.json.get(ads.next());
        row.values = decoder.decode(record, 0, record.length);
        row.offset++;
        row.timestampMillis = row.offset / 100;
        row.clockMillis = row.timestampMillis;
        file.write(row);
        if (row.offset % ROWS_A_FILE == 0) {
            end();
            open();
        }
    }

    private void open() throws IOException {
        path = storage.temporary("events");
        file = RowFileWriter.fields(storage.output(path), ROW_GROUP_BYTES, RecordSchema.of(AdEvent.class), true);
        row.undeclared = undeclared;
    }

    private void end() throws IOException {
        file.finish(Map.of());
        storage.delete(path);
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        end();
        Files.delete(directory.resolve("tmp"));
        Files.delete(directory);
    }
}
