package io.tidemark.examples.flights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;

/**
 * A Parquet file of flights: {@code date} (a timestamp), {@code delay} and {@code distance} (BIGINT), {@code origin} and
 * {@code destination} (VARCHAR), all filled in.
 */
public final class FlightFile {
    private static final String JANUARY_2001 = "flights-2001-01.parquet";

    private final String name;
    private final byte[] bytes;
    /** Half a million flights name a few hundred airports. */
    private final Map<String, String> airports = new HashMap<>();

    private FlightFile(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /** A file of the same kind, such as another month's. */
    public static FlightFile of(Path path) throws IOException {
        return new FlightFile(path.toString(), Files.readAllBytes(path));
    }

    /** The month that comes with Tidemark: 508,239 flights. */
    public static FlightFile january2001() throws IOException {
        try (InputStream in = FlightFile.class.getResourceAsStream(JANUARY_2001)) {
            return new FlightFile(JANUARY_2001, in.readAllBytes());
        }
    }

    public String name() {
        return name;
    }

    /** Tells one file from another. */
    public String checksum() {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return Long.toHexString(crc.getValue());
    }

    /**
     * All flights, in the order of the file.
     *
     * @throws IOException if the file cannot be read, or is not a file of flights
     */
    public List<Flight> read() throws IOException {
        ParquetReadOptions options =
                ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(new InMemoryFile(bytes), options)) {
            MessageType schema = reader.getFileMetaData().getSchema();
            long perSecond = ticksPerSecond(schema);
            List<Flight> flights = new ArrayList<>((int) reader.getRecordCount());
            for (PageReadStore pages = reader.readNextRowGroup(); pages != null; pages = reader.readNextRowGroup()) {
                RecordReader<Group> rows = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
                for (long row = 0; row < pages.getRowCount(); row++) {
                    flights.add(flight(rows.read(), perSecond));
                }
            }
            return flights;
        } catch (RuntimeException e) {
            throw new IOException(name + " is not a Parquet file of flights: " + e.getMessage(), e);
        }
    }

    private Flight flight(Group row, long ticksPerSecond) {
        long ticks = row.getLong("date", 0);
        long nanos = Math.floorMod(ticks, ticksPerSecond) * (1_000_000_000 / ticksPerSecond);
        return new Flight(
                Instant.ofEpochSecond(Math.floorDiv(ticks, ticksPerSecond), nanos),
                Math.toIntExact(row.getLong("delay", 0)),
                Math.toIntExact(row.getLong("distance", 0)),
                airport(row.getString("origin", 0)),
                airport(row.getString("destination", 0)));
    }

    private String airport(String code) {
        String known = airports.putIfAbsent(code, code);
        return known == null ? code : known;
    }

    private static long ticksPerSecond(MessageType schema) {
        if (schema.getType("date").getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp) {
            TimeUnit unit = timestamp.getUnit();
            return switch (unit) {
                case MILLIS -> 1_000;
                case MICROS -> 1_000_000;
                case NANOS -> 1_000_000_000;
            };
        }
        throw new IllegalArgumentException("column \"date\" is not a timestamp");
    }
}
