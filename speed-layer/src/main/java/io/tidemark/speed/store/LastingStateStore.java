package io.tidemark.speed.store;

import io.tidemark.fault.Fault;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that outlives the failures of its disk. After a write that failed nothing more is written, until {@link #mend}
 * has closed it and opened it anew: RocksDB takes no write after one that it could not finish, and cannot be told to. What
 * can be read meanwhile is read. Safe for use by many threads; none of them waits while it is opened, but is refused.
 */
public final class LastingStateStore implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(LastingStateStore.class);

    private final Supplier<? extends NumberedStateStore> opening;
    private final Runnable trial;
    /** Held for writing by who closes and opens, for reading by who uses what is open. */
    private final StampedLock lock = new StampedLock();
    /** The highest number of a change whose commit succeeded. */
    private final AtomicLong acknowledged = new AtomicLong();

    /** Null while it could not be opened. */
    private NumberedStateStore open;

    private long openings;
    private boolean isClosed;
    private volatile StateStoreException failure;
    private final AtomicLong upsets = new AtomicLong();

    /**
     * Opens it. If that fails with a {@link StateStoreException}, which may pass, it begins as one that failed.
     *
     * @param trial throws a {@link StateStoreException} while it is of no use to open the store, such as on a full disk
     */
    public LastingStateStore(Supplier<? extends NumberedStateStore> opening, Runnable trial) {
        this.opening = opening;
        this.trial = trial;
        try {
            opened(opening.get());
        } catch (StateStoreException e) {
            failed(e);
        }
    }

    @Override
    public void mend() {
        long stamp = lock.writeLock();
        try {
            if (failure != null) {
                reopen();
                failure = null;
                LOG.info("state store was opened anew and goes on: upsets={}", upsets);
            }
        } catch (StateStoreException e) {
            failed(e);
            throw e;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private void reopen() {
        if (isClosed) {
            throw failure;
        }
        // First, since what cannot be opened again cannot be read either.
        trial.run();
        if (open != null) {
            NumberedStateStore failed = open;
            open = null;
            failed.close();
        }
        opened(opening.get());
    }

    private void opened(NumberedStateStore store) {
        open = store;
        openings++;
        // Also a write more: there may be who has read the store without it, and goes on reading.
        if (openings > 1 && store.newest() != acknowledged.get()) {
            upsets.incrementAndGet();
            LOG.warn(
                    "the state store is not as it was left, what is in memory is given up: acknowledged={} found={}",
                    acknowledged,
                    store.newest());
        }
        acknowledged.set(store.newest());
    }

    @Override
    public long upsets() {
        return upsets.get();
    }

    @Override
    public Batch begin() {
        long stamp = use();
        try {
            return new Lasting(present().begin(), openings);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public byte[] find(byte[] key) {
        long stamp = use();
        try {
            return present().find(key);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public void scan(byte[] first, byte[] end, Visitor visitor) {
        long stamp = use();
        try {
            present().scan(first, end, visitor);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** One of the opening at hand: it ends with that. */
    @Override
    public Cursor cursor(byte[] first, byte[] end) {
        long stamp = use();
        try {
            return present().cursor(first, end);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public long bytes(byte[] first, byte[] end) {
        long stamp = use();
        try {
            return present().bytes(first, end);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public void rest() {
        long stamp = use();
        try {
            if (failure == null) {
                present().rest();
            }
        } catch (StateStoreException e) {
            throw failed(e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public void close() {
        long stamp = lock.writeLock();
        try {
            if (open != null) {
                open.close();
                open = null;
            }
            isClosed = true;
            failure = closed();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Refuses instead of waiting: it is closed for writing only after a failure. */
    private long use() {
        long stamp = lock.tryReadLock();
        if (stamp == 0) {
            StateStoreException present = failure;
            throw present != null ? present : closed();
        }
        return stamp;
    }

    private NumberedStateStore present() {
        if (open == null) {
            throw failure;
        }
        return open;
    }

    private StateStoreException failed(StateStoreException e) {
        failure = e;
        return e;
    }

    static StateStoreException closed() {
        return new StateStoreException(
                new Fault("TM-SPEED-003", "state directory", "is being closed", "start the node again"), null);
    }

    /** Belongs to one opening: what was begun on another one is not written, for what it builds on may be lost. */
    private final class Lasting implements Batch {
        private final Batch batch;
        private final long opening;

        Lasting(Batch batch, long opening) {
            this.batch = batch;
            this.opening = opening;
        }

        @Override
        public void put(byte[] key, int keyLength, byte[] value, int valueLength) {
            batch.put(key, keyLength, value, valueLength);
        }

        @Override
        public void delete(byte[] key, int keyLength) {
            batch.delete(key, keyLength);
        }

        @Override
        public void deleteRange(byte[] first, byte[] end) {
            batch.deleteRange(first, end);
        }

        @Override
        public void commit() {
            long stamp = use();
            try {
                NumberedStateStore store = present();
                if (failure != null) {
                    throw failure;
                }
                if (opening != openings) {
                    throw new StateStoreException(
                            new Fault("TM-SPEED-003", "state directory", "was opened anew", "it is written again"),
                            null);
                }
                batch.commit();
                acknowledged.accumulateAndGet(store.newest(), Math::max);
            } catch (StateStoreException e) {
                throw opening == openings ? failed(e) : e;
            } finally {
                lock.unlockRead(stamp);
            }
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
