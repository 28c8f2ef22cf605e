package io.tidemark.columns.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.read.FileFooter;
import io.tidemark.columns.read.RowFileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of several files in one, read by Parquet's own reader of anything, which knows nothing of events. */
class StoredRowsTest {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            """
            message record {
              required boolean flag;
              required int32 small;
              optional int64 large;
              optional double price;
              required binary text (STRING);
              optional binary bytes;
              optional binary kind (ENUM);
              optional group place { required int32 x; optional binary name (STRING); }
              optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
              optional group by_name (MAP) { repeated group key_value { required binary key (STRING);
                optional group value (LIST) { repeated group list { optional int64 element; } } } }
              required int64 _offset;
            }
            """);

    @TempDir
    Path directory;

    private InputFile input(String name) throws IOException {
        return new LocalInputFile(directory.resolve(name));
    }

    private void write(String name, CompressionCodecName codec, List<Group> rows) throws IOException {
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(directory.resolve(name)))
                .withType(SCHEMA)
                .withConf(new PlainParquetConfiguration())
                .withCompressionCodec(codec)
                .withRowGroupSize(20_000L)
                .withMinRowCountForPageSizeCheck(10)
                .withPageSize(1000)
                .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
    }

    private static final class Reading extends ParquetReader.Builder<Group> {
        Reading(InputFile file) {
            super(file, new PlainParquetConfiguration());
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }

    private List<String> read(String name) throws IOException {
        List<String> rows = new ArrayList<>();
        try (ParquetReader<Group> reader = new Reading(input(name)).build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.add(row.toString());
            }
        }
        return rows;
    }

    /** Fills a group as its type allows. */
    private static Group random(GroupType type, Group group, SplittableRandom chance) {
        for (Type field : type.getFields()) {
            int times = field.isRepetition(Type.Repetition.REQUIRED)
                    ? 1
                    : chance.nextInt(field.isRepetition(Type.Repetition.REPEATED) ? 4 : 2);
            for (int i = 0; i < times; i++) {
                if (field.isPrimitive()) {
                    add(field.asPrimitiveType(), group, chance);
                } else {
                    random(field.asGroupType(), group.addGroup(field.getName()), chance);
                }
            }
        }
        return group;
    }

    private static void add(PrimitiveType field, Group group, SplittableRandom chance) {
        String name = field.getName();
        switch (field.getPrimitiveTypeName()) {
            case BOOLEAN -> group.add(name, chance.nextBoolean());
            case INT32 -> group.add(name, chance.nextInt());
            case INT64 -> group.add(name, chance.nextInt(3) == 0 ? chance.nextLong() : chance.nextLong(5));
            case DOUBLE -> group.add(name, Double.longBitsToDouble(chance.nextLong()));
            case BINARY -> {
                if (field.getLogicalTypeAnnotation() == null) {
                    byte[] bytes = new byte[chance.nextInt(20)];
                    chance.nextBytes(bytes);
                    group.add(name, Binary.fromConstantByteArray(bytes));
                } else {
                    group.add(name, "é\u0000😀" + (chance.nextBoolean() ? chance.nextInt(4) : chance.nextInt()));
                }
            }
            default -> throw new IllegalStateException(field.toString());
        }
    }

    @Test
    void rowsAreTheSameWhateverTheyHoldAndHoweverTheirFilesWereWritten() throws IOException {
        CompressionCodecName[] codecs = {CompressionCodecName.UNCOMPRESSED, CompressionCodecName.GZIP};
        for (long seed = 1; seed <= 6; seed++) {
            SplittableRandom chance = new SplittableRandom(seed);
            List<String> expected = new ArrayList<>();
            String joined = "joined" + seed;
            RowFileWriter<StoredRow> writer = null;
            long copied = 0;
            for (int file = 0; file < 4; file++) {
                List<Group> rows = new ArrayList<>();
                int count = chance.nextInt(4) == 0 ? 0 : chance.nextInt(3000);
                for (int i = 0; i < count; i++) {
                    rows.add(random(SCHEMA, new SimpleGroup(SCHEMA), chance));
                }
                String name = "small" + seed + "-" + file;
                write(name, codecs[file % codecs.length], rows);
                expected.addAll(read(name));
                try (StoredRows stored = StoredRows.open(input(name))) {
                    assertEquals(SCHEMA, stored.schema());
                    if (writer == null) {
                        long rowGroupBytes = 1L << chance.nextInt(10, 24);
                        writer = stored.writer(
                                new LocalOutputFile(directory.resolve(joined)), rowGroupBytes, "what was taken");
                    }
                    for (StoredRow row = stored.next(); row != null; row = stored.next()) {
                        writer.write(row);
                        copied++;
                    }
                }
            }
            writer.finish(Map.of("tidemark.id", "1"));
            assertEquals(expected.size(), copied, "seed " + seed);
            assertEquals(expected, read(joined), "seed " + seed);
            FileFooter footer = RowFileReader.footer(input(joined));
            assertEquals("what was taken", footer.fields().taken());
            assertEquals(SCHEMA.toString(), footer.fields().columns());
        }
    }
}
