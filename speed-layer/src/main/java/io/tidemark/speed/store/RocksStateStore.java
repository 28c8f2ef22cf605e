package io.tidemark.speed.store;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteBufferManager;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state store on RocksDB, in a directory that one process at a time may use. A commit survives the death of the
 * process at once, and that of the machine once the operating system has written it: what is then missing is missing from
 * the end, and is read from the log again.
 */
public final class RocksStateStore implements NumberedStateStore {
    private static final Logger LOG = LoggerFactory.getLogger(RocksStateStore.class);

    static {
        RocksDB.loadLibrary();
    }

    /** What has to be read again after a kill is about this much of the write-ahead log; more makes no write cheaper. */
    private static final long LARGEST_WRITE_BUFFER = 16L << 20;

    private static final long LEAST_WRITE_BUFFER = 1L << 20;
    private static final int WRITE_BUFFERS = 3;
    private static final int CACHE_SHARD_BITS = 2;

    /**
     * More than this is written out at rest. Less is read again in no time, and would make many small files. Guarded by the
     * benchmark {@code recovery}.
     */
    private static final long REST_BYTES = 4L << 20;

    private final Path path;
    private final StateDirectory directory;
    /** What was made outside the heap, in the order in which it was. */
    private final Deque<AutoCloseable> made = new ArrayDeque<>();

    private final WriteOptions writeOptions;
    private final RocksDB db;
    private final Set<RocksCursor> cursors = ConcurrentHashMap.newKeySet();

    private RocksStateStore(Path path, StateDirectory directory, long cacheBytes, Consumer<Options> more)
            throws RocksDBException {
        this.path = path;
        this.directory = directory;
        this.writeOptions = made(new WriteOptions());
        try {
            Options options = made(new Options());
            settings(options, cacheBytes);
            more.accept(options);
            this.db = made(RocksDB.open(options, path.resolve("rocksdb").toString()));
        } catch (RocksDBException | RuntimeException e) {
            closeMade();
            throw e;
        }
    }

    /** Sees to it that what was written outlasts a loss of power: for what is not written again from the log. */
    public void sync() {
        try {
            db.flushWal(true);
        } catch (RocksDBException e) {
            throw failed("write", e);
        }
    }

    private void settings(Options options, long cacheBytes) {
        // Write buffers and all blocks, those of indexes and filters too, are accounted for in one cache
        // (docs/memory.md).
        Cache cache = made(new LRUCache(cacheBytes, CACHE_SHARD_BITS));
        long writeBuffer =
                Math.max(LEAST_WRITE_BUFFER, Math.min(LARGEST_WRITE_BUFFER, cacheBytes / (2 * WRITE_BUFFERS)));
        options.setCreateIfMissing(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(writeBuffer)
                .setMaxWriteBufferNumber(WRITE_BUFFERS)
                .setWriteBufferManager(made(new WriteBufferManager(writeBuffer * WRITE_BUFFERS, cache)))
                .setMaxBackgroundJobs(2)
                .setKeepLogFileNum(2)
                // A restart reads the write-ahead log into memory; writing it out as well would double that time.
                // Guarded by the benchmark recovery.
                .setAvoidFlushDuringRecovery(true)
                // Indexes and filters are in parts of a block's size: a whole filter can be larger than a shard of the
                // cache, and is then read for every look-up.
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(made(new BloomFilter(10, false)))
                        .setCacheIndexAndFilterBlocks(true)
                        .setCacheIndexAndFilterBlocksWithHighPriority(true)
                        .setPinTopLevelIndexAndFilter(true)
                        .setIndexType(IndexType.kTwoLevelIndexSearch)
                        .setPartitionFilters(true)
                        .setMetadataBlockSize(4096));
    }

    /**
     * Opens or makes the store in a directory.
     *
     * @throws UnusableStateException if the directory can never be used as it is: another process has it open, or it is
     *     damaged
     * @throws StateStoreException if it cannot be opened at present
     */
    public static RocksStateStore open(Path directory, long cacheBytes) {
        return open(directory, cacheBytes, options -> {});
    }

    /** As {@link #open}, with more settings. */
    static RocksStateStore open(Path path, long cacheBytes, Consumer<Options> more) {
        StateDirectory directory = StateDirectory.locked(path);
        try {
            return new RocksStateStore(path, directory, cacheBytes, more);
        } catch (RocksDBException e) {
            directory.close();
            throw isOfTheDisk(e) ? failed(path, "be opened", e) : damaged(path, e);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** One that outlives failures of its disk. */
    public static LastingStateStore lasting(Path directory, long cacheBytes) {
        return new LastingStateStore(
                () -> open(directory, cacheBytes), () -> StateDirectory.tryWriting(directory, logBytes(directory)));
    }

    /** How much an opening may have to write out: all of the write-ahead log. */
    private static long logBytes(Path directory) {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(directory.resolve("rocksdb"), "*.log")) {
            long bytes = 0;
            for (Path log : logs) {
                bytes += Files.size(log);
            }
            return bytes;
        } catch (IOException e) {
            // Of a file that has gone meanwhile as well: then less is needed.
            return 0;
        }
    }

    private <T extends AutoCloseable> T made(T thing) {
        made.push(thing);
        return thing;
    }

    private void closeMade() {
        while (!made.isEmpty()) {
            try {
                made.pop().close();
            } catch (Exception e) {
                LOG.warn("state store did not close cleanly: directory={}", path, e);
            }
        }
    }

    @Override
    public long newest() {
        return db.getLatestSequenceNumber();
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

    @Override
    public Cursor cursor(byte[] first, byte[] end) {
        RocksCursor cursor = new RocksCursor(db, first, end, e -> failed("read", e), cursors::remove);
        cursors.add(cursor);
        return cursor;
    }

    @Override
    public long bytes(byte[] first, byte[] end) {
        try (Slice from = new Slice(first);
                Slice to = new Slice(end)) {
            return db.getApproximateSizes(
                            List.of(new Range(from, to)),
                            SizeApproximationFlag.INCLUDE_FILES,
                            SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
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
        cursors.forEach(RocksCursor::close);
        closeMade();
        directory.close();
    }

    /** Whether it may pass, unlike bytes that changed and files that are gone. */
    private static boolean isOfTheDisk(RocksDBException e) {
        boolean isLost = String.valueOf(e.getMessage()).contains("No such file or directory");
        return e.getStatus() == null
                || (e.getStatus().getCode() == Status.Code.IOError && !isLost)
                || e.getStatus().getCode() == Status.Code.Aborted;
    }

    private static UnusableStateException damaged(Path path, RocksDBException e) {
        return new UnusableStateException(
                new Fault(
                        "TM-SPEED-001",
                        StateDirectory.place(path),
                        "cannot be opened, " + Reason.of(e),
                        "remove the directory: the state is built again from the log"),
                e);
    }

    private StateStoreException failed(String verb, RocksDBException e) {
        return failed(path, verb, e);
    }

    private static StateStoreException failed(Path path, String verb, RocksDBException e) {
        return new StateStoreException(
                new Fault(
                        "TM-SPEED-003",
                        StateDirectory.place(path),
                        "cannot " + verb + ", " + Reason.of(e),
                        isOfTheDisk(e)
                                ? "free or mend the disk"
                                : "stop the node and remove the directory: the state is built again from the log"),
                e);
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
        private static final int DELETE = 0x00;
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
        public void delete(byte[] key, int keyLength) {
            entries.writeByte(DELETE);
            write(key, keyLength);
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
