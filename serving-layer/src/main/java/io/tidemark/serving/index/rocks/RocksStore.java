package io.tidemark.serving.index.rocks;

import io.tidemark.serving.index.FileName;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.IndexType;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Range;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** The database under the index: its native handles, and in which order they end. */
final class RocksStore implements AutoCloseable {
    /** Names the layout too: an index that has another family cannot be opened, and is begun anew. */
    private static final int CACHE_SHARD_BITS = 2;

    private static final byte[] FILES_FAMILY = "files of blocks".getBytes(StandardCharsets.UTF_8);

    private final List<RocksObject> owned = new ArrayList<>();
    private final List<ColumnFamilyHandle> families = new ArrayList<>();
    private final Options sstOptions;
    private final IngestExternalFileOptions ingestion;
    private RocksDB db;
    private FileRegistry registry;

    static {
        RocksDB.loadLibrary();
    }

    private RocksStore(Path path) throws IOException {
        sstOptions = own(new Options().setCompressionType(CompressionType.LZ4_COMPRESSION));
        // A file is moved by a link, which some file systems (exFAT) do not make; there it is copied.
        ingestion = own(new IngestExternalFileOptions().setMoveFiles(makesLinks(path)));
    }

    static RocksStore open(Path path, long cacheBytes) throws RocksDBException, IOException {
        Files.createDirectories(path);
        RocksStore store = new RocksStore(path);
        try {
            store.openDatabase(path, cacheBytes);
            return store;
        } catch (RocksDBException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static boolean makesLinks(Path directory) throws IOException {
        Path trial = Files.createTempFile(directory, "link", ".trial");
        Path link = trial.resolveSibling(trial.getFileName() + ".link");
        try {
            Files.createLink(link, trial);
            return true;
        } catch (IOException | UnsupportedOperationException none) {
            return false;
        } finally {
            Files.deleteIfExists(link);
            Files.deleteIfExists(trial);
        }
    }

    private void openDatabase(Path path, long cacheBytes) throws RocksDBException {
        // Indexes and filters are accounted for in the cache (docs/memory.md), in parts of a block's size: a whole
        // filter
        // can be larger than a shard of the cache, and is then read for every look-up.
        BlockBasedTableConfig table = new BlockBasedTableConfig()
                .setBlockCache(own(new LRUCache(cacheBytes, CACHE_SHARD_BITS)))
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinTopLevelIndexAndFilter(true)
                .setIndexType(IndexType.kTwoLevelIndexSearch)
                .setPartitionFilters(true)
                .setMetadataBlockSize(4096)
                .setFilterPolicy(own(new BloomFilter(10)))
                .setFormatVersion(5);
        sstOptions.setTableFormatConfig(table);
        ColumnFamilyOptions rows = own(new ColumnFamilyOptions()
                .setTableFormatConfig(table)
                .setCompressionType(CompressionType.LZ4_COMPRESSION));
        ColumnFamilyOptions files = own(new ColumnFamilyOptions());
        DBOptions options = own(new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true));
        options.setKeepLogFileNum(2);
        // What is missing in the middle of the log is damage: the index is begun anew, and not gone on with what is
        // left.
        options.setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
        db = RocksDB.open(
                options,
                path.toString(),
                List.of(
                        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, rows),
                        new ColumnFamilyDescriptor(FILES_FAMILY, files)),
                families);
        registry = new FileRegistry(db, families.get(1), own(new WriteOptions().setSync(true)));
    }

    FileRegistry registry() {
        return registry;
    }

    SstBuilder builder(long id, String source, Path into) throws RocksDBException {
        return new SstBuilder(id, source, sstOptions, into);
    }

    void ingest(Path sorted) throws RocksDBException {
        db.ingestExternalFile(rows(), List.of(sorted.toString()), ingestion);
    }

    RocksIterator iterator() {
        return db.newIterator(rows());
    }

    /** About how much the blocks take whose keys are from one on, below another. */
    long bytes(byte[] from, byte[] to) {
        try (Slice first = new Slice(from);
                Slice end = new Slice(to)) {
            return db.getApproximateSizes(rows(), List.of(new Range(first, end)), SizeApproximationFlag.INCLUDE_FILES)[
                    0];
        }
    }

    /** Drops all rows of files with ids in {@code [first, end)}. */
    void drop(long first, long end) throws RocksDBException {
        byte[] from = IndexLayout.startOf(first);
        byte[] to = IndexLayout.startOf(end);
        db.deleteFilesInRanges(rows(), Arrays.asList(from, to), false);
        if (isAnythingIn(from, to)) {
            db.deleteRange(rows(), from, to);
        }
    }

    /** Drops all rows of these files. */
    void drop(List<Long> ids) throws RocksDBException {
        for (long id : ids) {
            drop(id, id + 1);
        }
    }

    /** Drops what loads that did not end have left behind, and forgets files whose rows the disk has lost. */
    void dropStrays() throws RocksDBException {
        for (Map.Entry<FileName, IndexedFile> known : registry.files().entrySet()) {
            long id = known.getValue().id();
            boolean isLost = known.getValue().file().rows() > 0
                    && !isAnythingIn(IndexLayout.startOf(id), IndexLayout.startOf(id + 1));
            if (isLost) {
                registry.remove(known.getKey());
            }
        }
        for (long[] stray : registry.strayIds()) {
            drop(stray[0], stray[1]);
        }
    }

    private boolean isAnythingIn(byte[] from, byte[] to) throws RocksDBException {
        try (RocksIterator rows = iterator()) {
            rows.seek(from);
            rows.status();
            return rows.isValid() && Arrays.compareUnsigned(rows.key(), to) < 0;
        }
    }

    private ColumnFamilyHandle rows() {
        return families.get(0);
    }

    private <T extends RocksObject> T own(T handle) {
        owned.add(handle);
        return handle;
    }

    @Override
    public void close() {
        families.forEach(ColumnFamilyHandle::close);
        if (db != null) {
            db.close();
        }
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }
}
