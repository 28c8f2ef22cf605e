package io.tidemark.serving.index.rocks;

import io.tidemark.disk.DirectoryTree;
import io.tidemark.fault.Reason;
import io.tidemark.serving.index.FileName;
import io.tidemark.serving.index.IndexException;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.serving.index.IndexedView.IndexedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;
import java.util.function.LongSupplier;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database under the index, over the failures of its disk: RocksDB takes no write after one that it could not finish, and
 * cannot be told to, so that it is closed and opened anew once there is room. What was loaded before is answered meanwhile. One
 * that somebody removed is begun anew, and what was loaded into it is lost: it is to be loaded again. Safe for use by many
 * threads.
 */
final class LastingStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LastingStore.class);
    private static final int TRIAL_BYTES = 1 << 20;
    private static final Duration BETWEEN_TRIALS = Duration.ofSeconds(1);
    /** How long whoever asks may be kept waiting for those who read at present. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Path path;
    private final long cacheBytes;
    private final LongSupplier nanoTime;
    /** Held for writing by who closes and opens, for reading by who uses what is open. */
    private final StampedLock lock = new StampedLock();
    /** Null while it could not be opened anew. */
    private RocksStore open;

    /** What it had when it failed, by the ids that views which are served know. */
    private Map<FileName, IndexedFile> known = Map.of();

    /** Files with lesser ids were lost with the database that had them: nobody is answered from what is not there. */
    private volatile long leastId;

    /** Greater than every id that the database before knew. */
    private long nextId;

    private volatile boolean failed;
    private volatile long tried;

    private LastingStore(Path path, long cacheBytes, RocksStore open, LongSupplier nanoTime) {
        this.path = path;
        this.cacheBytes = cacheBytes;
        this.open = open;
        this.nanoTime = nanoTime;
    }

    /** Opens it; one that cannot be read is begun anew, for it can be loaded again. */
    static LastingStore open(Path path, long cacheBytes) throws RocksDBException, IOException {
        RocksStore store = openOrBegin(path, cacheBytes);
        try {
            store.dropStrays();
        } catch (RocksDBException e) {
            store.close();
            throw e;
        }
        return new LastingStore(path, cacheBytes, store, System::nanoTime);
    }

    private static RocksStore openOrBegin(Path path, long cacheBytes) throws RocksDBException, IOException {
        try {
            return RocksStore.open(path, cacheBytes);
        } catch (RocksDBException e) {
            LOG.warn("The index cannot be read and is begun anew: path={} reason={}", path, e.getMessage());
            DirectoryTree.delete(path);
            return RocksStore.open(path, cacheBytes);
        }
    }

    /** What is open, until this is closed: by the thread that took it or by another. */
    final class Use implements AutoCloseable {
        private final long stamp;

        private Use(long stamp) {
            this.stamp = stamp;
        }

        RocksStore store() {
            return open;
        }

        @Override
        public void close() {
            lock.unlockRead(stamp);
        }
    }

    Use use() {
        long stamp = lock.readLock();
        if (open == null) {
            lock.unlockRead(stamp);
            throw new IndexException(
                    "TM-SRV-008",
                    "index " + path,
                    "could not be opened anew after its disk had failed",
                    "see that the disk has room and can be written; it is tried again");
        }
        return new Use(stamp);
    }

    /** What is open, for who reads a view. */
    Use use(IndexedView view) {
        Use use = use();
        if (!isWhole(view)) {
            use.close();
            throw lost();
        }
        return use;
    }

    /** Refuses a file that was lost, while it cannot get lost: for who has a use. */
    void require(IndexedFile file) {
        if (file.id() < leastId) {
            throw lost();
        }
    }

    boolean isWhole(IndexedView view) {
        long least = leastId;
        for (IndexedFile file : view.files()) {
            if (file.id() < least) {
                return false;
            }
        }
        return true;
    }

    /** A write failed: nothing is written before {@link #mend}. */
    void failed() {
        failed = true;
    }

    /**
     * Opens it anew after a failure, if there is room by now and nobody reads for long. Nothing happens otherwise.
     *
     * @throws IndexException if it cannot be opened
     */
    void mend() {
        failed = failed || isRemoved();
        if (!failed || (tried != 0 && nanoTime.getAsLong() - tried < BETWEEN_TRIALS.toNanos())) {
            return;
        }
        long stamp = exclusively();
        if (stamp == 0) {
            return;
        }
        try {
            tried = nanoTime.getAsLong();
            if (failed && hasRoom()) {
                reopen();
                failed = false;
                LOG.info("The index was opened anew and goes on: path={}", path);
            }
        } catch (RocksDBException | IOException e) {
            throw new IndexException(
                    "TM-SRV-004",
                    "index " + path,
                    "cannot be opened anew: " + Reason.of(e),
                    "free its disk; if that does not help, stop the node and remove the directory, which is filled again"
                            + " from the batch views",
                    e);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Whether somebody took its files away, which whoever has them open does not see before long. */
    private boolean isRemoved() {
        return Files.notExists(path.resolve("CURRENT"));
    }

    private long exclusively() {
        try {
            return lock.tryWriteLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void reopen() throws RocksDBException, IOException {
        if (open != null) {
            RocksStore ended = open;
            known = ended.registry().files();
            nextId = ended.registry().nextId();
            open = null;
            ended.close();
        }
        RocksStore next = RocksStore.open(path, cacheBytes);
        try {
            next.dropStrays();
            if (!next.registry().files().entrySet().containsAll(known.entrySet())) {
                next.close();
                DirectoryTree.delete(path);
                next = RocksStore.open(path, cacheBytes);
                // No id means two files, while somebody may still know the one.
                next.registry().beginAt(nextId);
                leastId = nextId;
                known = Map.of();
                LOG.warn("The index has lost its files, which are loaded again: path={}", path);
            }
        } catch (RocksDBException e) {
            next.close();
            throw e;
        }
        open = next;
    }

    private IndexException lost() {
        return new IndexException(
                "TM-SRV-008",
                "index " + path,
                "has lost the files that this question is answered from",
                "ask again in a while: they are loaded again from the batch views");
    }

    private boolean hasRoom() {
        Path trial = path.resolveSibling("trial");
        try {
            Files.createDirectories(trial.getParent());
            try (FileChannel file = FileChannel.open(
                    trial, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(TRIAL_BYTES);
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            } finally {
                Files.deleteIfExists(trial);
            }
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    @Override
    public void close() {
        long stamp = lock.writeLock();
        try {
            failed = false;
            if (open != null) {
                open.close();
                open = null;
            }
        } finally {
            lock.unlockWrite(stamp);
        }
    }
}
