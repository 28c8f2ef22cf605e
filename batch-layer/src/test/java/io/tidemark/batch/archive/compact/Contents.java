package io.tidemark.batch.archive.compact;

import io.tidemark.batch.archive.Link;
import io.tidemark.batch.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;

/** All that the files of a chain hold, as Parquet's own reader of anything says it: the rows, and what lies beside them. */
final class Contents {
    private Contents() {}

    static List<String> of(Storage storage, List<Link> links) throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        List<String> keyed = new ArrayList<>();
        for (Link link : links) {
            rows.addAll(rows(storage, link.file().path()));
            if (!link.quarantine().isEmpty()) {
                refused.addAll(rows(storage, link.quarantine()));
            }
            if (!link.tombstones().isEmpty()) {
                keyed.addAll(rows(storage, link.tombstones()));
            }
        }
        rows.add("refused");
        rows.addAll(refused);
        rows.add("tombstones");
        rows.addAll(keyed);
        return rows;
    }

    private static List<String> rows(Storage storage, String path) throws IOException {
        List<String> rows = new ArrayList<>();
        try (ParquetReader<Group> reader = new Reading(storage.input(path)).build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.add(row.toString());
            }
        }
        return rows;
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
}
