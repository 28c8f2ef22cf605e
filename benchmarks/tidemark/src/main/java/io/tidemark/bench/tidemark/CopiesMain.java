package io.tidemark.bench.tidemark;

import io.tidemark.bench.measure.Options;
import io.tidemark.columns.event.RowFileWriter;
import io.tidemark.columns.sum.Seal;
import io.tidemark.columns.sum.SummedOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;

/**
 * Makes a larger archive of the one in {@code --archive}: {@code --copies} of every partition's chain, each as a partition of
 * its own, in {@code --into}. The row groups are copied as they are; only the footer names the new partition, and is sealed anew.
 */
public final class CopiesMain {
    private static final String PARTITION = "tidemark.partition";
    private static final String SINCE = "since";

    private static final Configuration CONFIGURATION = new Configuration();

    private CopiesMain() {}

    public static void main(String[] args) throws IOException {
        Options options = new Options(args);
        Path from = Path.of(options.text("archive"));
        Path into = Path.of(options.text("into"));
        int copies = options.integer("copies", 4);
        // A partition that it does not name begins at offset 0, as those of a data set do.
        Files.createDirectories(into.resolve(SINCE));
        for (Path file : files(from.resolve(SINCE), ".json")) {
            Files.copy(file, into.resolve(from.relativize(file)));
        }
        for (Path file : files(from.resolve("archive"), ".parquet")) {
            Path directory = from.relativize(file.getParent());
            int partition = Integer.parseInt(directory.getFileName().toString().substring(1));
            int partitions = (int) directories(file.getParent().getParent());
            for (int copy = 0; copy < copies; copy++) {
                int number = copy * partitions + partition;
                Path target = into.resolve(directory).resolveSibling("p" + number);
                Files.createDirectories(target);
                copy(file, target.resolve(file.getFileName()), number);
            }
        }
    }

    private static List<Path> files(Path root, String end) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(end)).toList();
        }
    }

    private static long directories(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).count();
        }
    }

    private static void copy(Path file, Path target, int partition) throws IOException {
        HadoopInputFile input = HadoopInputFile.fromPath(hadoop(file), CONFIGURATION);
        try (ParquetFileReader reader = ParquetFileReader.open(input)) {
            var meta = reader.getFileMetaData();
            Map<String, String> footer = new TreeMap<>(meta.getKeyValueMetaData());
            footer.put(PARTITION, Integer.toString(partition));
            SummedOutput output = new SummedOutput(HadoopOutputFile.fromPath(hadoop(target), CONFIGURATION));
            ParquetFileWriter writer = new ParquetFileWriter(
                    output,
                    meta.getSchema(),
                    ParquetFileWriter.Mode.CREATE,
                    ParquetWriter.DEFAULT_BLOCK_SIZE,
                    ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
                    null, // not encrypted
                    ParquetProperties.builder().build());
            writer.start();
            writer.appendFile(input);
            footer.put(RowFileWriter.CHECKSUM, output.checksum().toString());
            footer.put(Seal.KEY, output.seal());
            writer.end(footer);
        }
    }

    private static org.apache.hadoop.fs.Path hadoop(Path file) {
        return new org.apache.hadoop.fs.Path(file.toUri());
    }
}
