package io.tidemark.speed.state;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fault.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The state store on RocksDB, in a directory that one process at a time may use. A commit survives the death of the
 * process at once, and that of the machine once the operating system has written it: what is then missing is missing from
 * the end, and is read from the log again.
 */
public final class RocksStateStore implements StateStore {
    static {
        RocksDB.loadLibrary();
    }

    /** What has to be read again after a kill is about this much of the write-ahead log; more makes no write cheaper. */
    private static final long WRITE_BUFFER_BYTES = 16L << 20;

    /**
     * More than this is written out at rest. Less is read again in no time, and would make many small files. Guarded by the
     * benchmark {@code recovery}.
     */
    private static final long REST_BYTES = 4L << 20;

    private static final String MEND = "free or mend the disk";

    private final Path directory;
    private final FileChannel lockFile;
    private final Options options;
    private final LRUCache cache;
    private final BloomFilter bloom;
    private final WriteOptions writeOptions = new WriteOptions();
    private final RocksDB db;

    private RocksStateStore(Path directory, FileChannel lockFile, long cacheBytes) throws RocksDBException {
        this.directory = directory;
        this.lockFile = lockFile;
        this.cache = new LRUCache(cacheBytes, 2);
        this.bloom = new BloomFilter(10, false);
        this.options = new Options()
                .setCreateIfMissing(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMaxWriteBufferNumber(3)
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(2)
                // A restart reads the write-ahead log into memory; writing it out as well would double that time.
                // Guarded by the benchmark recovery.
                .setAvoidFlushDuringRecovery(true)
                // Index and filter blocks outside the cache: inside, a small cache re-reads them for every look-up.
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(bloom)
                        .setCacheIndexAndFilterBlocks(false));
        this.db = RocksDB.open(options, directory.resolve("rocksdb").toString());
    }

    /**
     * Opens or makes the store in a directory.
     *
     * @throws StateStoreException if another process has it open, or it cannot be opened
     */
    public static RocksStateStore open(Path directory, long cacheBytes) {
        try {
            Files.createDirectories(directory);
            FileChannel lockFile =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(directory, lockFile);
            return new RocksStateStore(directory, lockFile, cacheBytes);
        } catch (IOException | RocksDBException e) {
            throw new StateStoreException(
                    new Fault(
                            "TM-SPEED-001",
                            "state directory " + directory,
                            "cannot be opened, " + e.getMessage(),
                            "check the disk, or remove the directory to rebuild the state from the log"),
                    e);
        }
    }

    private static void lock(Path directory, FileChannel lockFile) throws IOException {
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            lockFile.close();
            throw new StateStoreException(
                    new Fault(
                            "TM-SPEED-002",
                            "state directory " + directory,
                            "is in use by another process",
                            "stop that one, or name another directory"),
                    null);
        }
    }

    @Override
    public Batch begin() {
        return new RocksBatch();
    }

    @Override
    public byte[] find(byte[] key) {
        try {
            return db.get(key);
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    @Override
    public void scan(byte[] first, byte[] end, Visitor visitor) {
        try (Slice upper = new Slice(end);
                ReadOptions read = new ReadOptions().setIterateUpperBound(upper);
                RocksIterator iterator = db.newIterator(read)) {
            iterator.seek(first);
            while (iterator.isValid() && visitor.visit(iterator.key(), iterator.value())) {
                iterator.next();
            }
            iterator.status();
        } catch (RocksDBException e) {
            throw failed("read", e);
        }
    }

    /** Writes out what is in memory, beside who reads and writes, so that the next opening need not read the log of it. */
    @Override
    public void rest() {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(false)) {
            if (db.getLongProperty("rocksdb.cur-size-active-mem-table") > REST_BYTES) {
                db.flush(flush);
            }
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    @Override
    public void close() {
        db.close();
        writeOptions.close();
        options.close();
        bloom.close();
        cache.close();
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new StateStoreException(
                    new Fault("TM-SPEED-003", place(), "its lock cannot be given back, " + e.getMessage(), MEND), e);
        }
    }

    private String place() {
        return "state directory " + directory;
    }

    private StateStoreException failed(String verb, RocksDBException e) {
        return new StateStoreException(
                new Fault("TM-SPEED-003", place(), "cannot " + verb + ", " + e.getMessage(), MEND), e);
    }

    /**
     * A batch in RocksDB's own layout, handed over in one call: a call for each entry costs more than the write.
     *
     * <pre>
     * sequence (8, set by RocksDB) | count (4, little endian) | entry...
     * put           01 | key length | key | value length | value
     * delete range  0F | first length | first | end length | end
     * </pre>
     *
     * Lengths are unsigned LEB128. Guarded by the benchmark {@code FlushBenchmark}.
     */
    private final class RocksBatch implements Batch {
        private static final int COUNT_AT = 8;
        private static final int PUT = 0x01;
        private static final int DELETE_RANGE = 0x0F;

        private final ByteWriter entries = new ByteWriter(1 << 16);
        private int count;

        RocksBatch() {
            entries.writeLong(0);
            entries.writeInt(0);
        }

        @Override
        public void put(byte[] key, int keyLength, byte[] value, int valueLength) {
            entries.writeByte(PUT);
            write(key, keyLength);
            write(value, valueLength);
            count++;
        }

        @Override
        public void deleteRange(byte[] first, byte[] end) {
            entries.writeByte(DELETE_RANGE);
            write(first, first.length);
            write(end, end.length);
            count++;
        }

        @Override
        public void commit() {
            if (count == 0) {
                return;
            }
            byte[] serialized = entries.toBytes();
            for (int i = 0; i < Integer.BYTES; i++) {
                serialized[COUNT_AT + i] = (byte) (count >>> (8 * i));
            }
            try (WriteBatch batch = new WriteBatch(serialized)) {
                db.write(writeOptions, batch);
            } catch (RocksDBException e) {
                throw failed("write", e);
            }
        }

        @Override
        public void close() {
            // Nothing is held outside the heap.
        }

        private void write(byte[] bytes, int length) {
            int rest = length;
            while (rest > 0x7F) {
                entries.writeByte(rest | 0x80);
                rest >>>= 7;
            }
            entries.writeByte(rest);
            entries.writeRaw(bytes, 0, length);
        }
    }
}
