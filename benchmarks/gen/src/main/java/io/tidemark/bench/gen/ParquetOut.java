package io.tidemark.bench.gen;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Writes events as Parquet files of a million rows each, in arrival order, Snappy compressed. */
final class ParquetOut implements AutoCloseable {
    private static final int ROWS_PER_FILE = 1_000_000;

    private final Path dir;
    private final DuckDBConnection db;
    private final Statement sql;
    private DuckDBAppender appender;
    private int rows;
    private int files;

    ParquetOut(Path dir) throws Exception {
        this.dir = Files.createDirectories(dir);
        this.db = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
        this.sql = db.createStatement();
        sql.execute("CREATE TABLE events (user_id VARCHAR, page_id VARCHAR, ad_id VARCHAR, ad_type VARCHAR,"
                + " event_type VARCHAR, event_time TIMESTAMP_MS, ip_address VARCHAR)");
        this.appender = db.createAppender("events");
    }

    void add(EventWriter e) throws SQLException {
        appender.beginRow();
        appender.append(e.userId());
        appender.append(e.pageId());
        appender.append(e.adId());
        appender.append(EventWriter.AD_TYPES[e.adType]);
        appender.append(EventWriter.EVENT_TYPES[e.eventType]);
        appender.append(LocalDateTime.ofEpochSecond(
                Math.floorDiv(e.time, 1000), (int) Math.floorMod(e.time, 1000) * 1_000_000, ZoneOffset.UTC));
        appender.append(e.ipAddress());
        appender.endRow();
        if (++rows == ROWS_PER_FILE) {
            flush();
        }
    }

    /** Writes ad_id and campaign as one file. */
    static void writeAds(Map<String, String> ads, Path file) throws SQLException {
        try (DuckDBConnection db = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
                Statement sql = db.createStatement()) {
            sql.execute("CREATE TABLE ads (ad_id VARCHAR, campaign VARCHAR)");
            try (DuckDBAppender appender = db.createAppender("ads")) {
                for (Map.Entry<String, String> ad : ads.entrySet()) {
                    appender.beginRow();
                    appender.append(ad.getKey());
                    appender.append(ad.getValue());
                    appender.endRow();
                }
            }
            sql.execute("COPY ads TO '" + file + "' (FORMAT parquet, COMPRESSION snappy)");
        }
    }

    private void flush() throws SQLException {
        appender.close();
        String file = dir.resolve(String.format("part-%04d.parquet", files++)).toString();
        sql.execute("COPY events TO '" + file + "' (FORMAT parquet, COMPRESSION snappy)");
        sql.execute("DELETE FROM events");
        appender = db.createAppender("events");
        rows = 0;
    }

    @Override
    public void close() throws SQLException {
        if (rows > 0) {
            flush();
        }
        appender.close();
        db.close();
    }
}
