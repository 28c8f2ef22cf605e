package io.tidemark.columns.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RefusedRow;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.read.RowFileReader;
import io.tidemark.event.head.RecordHead;
import io.tidemark.event.head.RecordHead.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and headers come back as they went in, in whichever file. */
class HeadColumnsTest {
    private static final int ROWS = 3000;
    private static final HeadColumns BOTH = new HeadColumns(true, true);

    @TempDir
    Path directory;

    private final List<RecordHead> heads = new ArrayList<>();

    @BeforeEach
    void makeHeads() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < ROWS; i++) {
            List<Entry> headers = new ArrayList<>();
            for (int h = random.nextInt(4); h > 0; h--) {
                headers.add(new Entry(random.nextBoolean() ? "trace" : "h" + random.nextInt(5), bytes(random)));
            }
            heads.add(new RecordHead(bytes(random), headers));
        }
    }

    /** Null, empty, or any bytes. */
    private static byte[] bytes(SplittableRandom random) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }

    private LogRow row(int i) {
        LogRow row = new LogRow();
        row.bytes = new byte[] {(byte) i};
        row.length = 1;
        row.offset = i;
        row.head = heads.get(i);
        return row;
    }

    private void check(int i, RecordHead found, HeadColumns kept) {
        RecordHead head = heads.get(i);
        assertArrayEquals(kept.keys() ? head.key() : null, found.key(), "key of row " + i);
        List<Entry> headers = kept.headers() ? head.headers() : List.of();
        assertEquals(headers.size(), found.headers().size(), "headers of row " + i);
        for (int h = 0; h < headers.size(); h++) {
            assertEquals(headers.get(h).name(), found.headers().get(h).name());
            assertArrayEquals(headers.get(h).value(), found.headers().get(h).value());
        }
    }

    @Test
    void recordsAsTheyCameHaveTheirHeads() throws IOException {
        for (HeadColumns kept : List.of(BOTH, new HeadColumns(true, false), new HeadColumns(false, true))) {
            Path file = directory.resolve(kept.keys() + "-" + kept.headers());
            RowFileWriter<LogRow> writer = RowFileWriter.bytes(new LocalOutputFile(file), 20_000, kept);
            for (int i = 0; i < ROWS; i++) {
                writer.write(row(i));
            }
            writer.finish(Map.of());
            try (RowFileReader<LogRow> rows = RowFileReader.bytes(new LocalInputFile(file), RowFileReader.ALL)) {
                for (int i = 0; i < ROWS; i++) {
                    LogRow row = rows.next();
                    assertArrayEquals(new byte[] {(byte) i}, row.bytes);
                    check(i, row.head, kept);
                }
                assertNull(rows.next());
            }
        }
    }

    @Test
    void recordsWithoutAValueAreTheirHeads() throws IOException {
        Path file = directory.resolve("tombstones");
        RowFileWriter<LogRow> writer = RowFileWriter.tombstones(new LocalOutputFile(file), 20_000, BOTH);
        for (int i = 0; i < ROWS; i++) {
            writer.write(row(i));
        }
        writer.finish(Map.of());
        try (RowFileReader<LogRow> rows = RowFileReader.bytes(new LocalInputFile(file), RowFileReader.ALL)) {
            for (int i = 0; i < ROWS; i++) {
                LogRow row = rows.next();
                assertNull(row.bytes);
                assertEquals(i, row.offset);
                check(i, row.head, BOTH);
            }
            assertNull(rows.next());
        }
    }

    @Test
    void quarantinedRecordsKeepThemToBeDecodedAgain() throws IOException {
        Path file = directory.resolve("refused");
        RowFileWriter<RefusedRow> writer = RowFileWriter.refused(new LocalOutputFile(file), 20_000, BOTH);
        for (int i = 0; i < ROWS; i++) {
            writer.write(new RefusedRow(0, i, 0, 0, "bad", new byte[0], heads.get(i)));
        }
        writer.finish(Map.of());
        try (RowFileReader<RefusedRow> rows = RowFileReader.refused(new LocalInputFile(file), RowFileReader.ALL)) {
            for (int i = 0; i < ROWS; i++) {
                RefusedRow row = rows.next();
                check(i, row.head(), BOTH);
            }
        }
    }

    @Test
    void aFileThatKeepsNoneHasNoColumnForThem() {
        assertEquals(List.of(), HeadColumns.NONE.types());
    }
}
