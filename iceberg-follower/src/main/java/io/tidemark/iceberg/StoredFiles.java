package io.tidemark.iceberg;

import io.tidemark.batch.follow.FollowerException;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/** Files of the storage, as tables name them. */
record StoredFiles(Storage storage) {
    /** As all who read it can: with the scheme, and not encoded. */
    String root() {
        return new Path(storage.root()).toString();
    }

    /** A file as a table with these columns names it, with what its footer tells of them. */
    DataFile of(String path, Table table) {
        InputFile file = storage.input(path);
        try (ParquetFileReader reader = ParquetFileReader.open(file)) {
            ParquetMetadata footer = reader.getFooter();
            footer.getFileMetaData().getSchema().getFields().stream()
                    .filter(column -> table.schema().findField(column.getName()) != null)
                    .filter(StoredFiles::isInMillis)
                    .findFirst()
                    .ifPresent(column -> {
                        throw inMillis(path, column.getName());
                    });
            return DataFiles.builder(PartitionSpec.unpartitioned())
                    .withPath(root() + "/" + path)
                    .withFormat(FileFormat.PARQUET)
                    .withFileSizeInBytes(file.getLength())
                    .withMetrics(ParquetUtil.footerMetrics(
                            footer, Stream.empty(), MetricsConfig.forTable(table), MappingUtil.create(table.schema())))
                    .withSplitOffsets(ParquetUtil.getSplitOffsets(footer))
                    .build();
        } catch (IOException e) {
            throw StorageException.reading(path, e);
        }
    }

    private static boolean isInMillis(Type column) {
        return column.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation stamp
                && stamp.getUnit() == TimeUnit.MILLIS;
    }

    private static FollowerException inMillis(String path, String column) {
        return new FollowerException(
                "TM-ICE-006",
                path,
                "a former version wrote it, with column " + column
                        + " in milliseconds, of which Iceberg's readers leave out rows where they filter",
                "recompute the aggregation once, all of it");
    }
}
