package io.tidemark.speed.store;

import java.util.function.Consumer;
import java.util.function.Function;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * A cursor over RocksDB, which keeps what it reads for as long as it is open. Its store closes it before it is closed
 * itself, by whichever thread: an iterator that outlives its store ends the process. Leaves the block cache to those who
 * look for single rows. Guarded by the benchmark {@code scan}.
 */
final class RocksCursor implements StateStore.Cursor {
    private final Slice upper;
    private final ReadOptions read;
    private final RocksIterator iterator;
    private final Function<RocksDBException, StateStoreException> failure;
    private final Consumer<RocksCursor> closing;
    private Place place = Place.UNREAD;
    private final byte[] first;
    private boolean isClosed;
    private byte[] key = new byte[64];
    private byte[] value = new byte[256];
    private int keyLength;
    private int valueLength;

    private enum Place {
        /** It has read nothing: it is opened under locks, and reads without them. */
        UNREAD,
        /** The iterator is where the next entry is, if there is one. */
        BEFORE,
        AT,
        END
    }

    /**
     * @param failure names what RocksDB throws
     * @param closing what is to be done once, when it is closed
     */
    RocksCursor(
            RocksDB db,
            byte[] first,
            byte[] end,
            Function<RocksDBException, StateStoreException> failure,
            Consumer<RocksCursor> closing) {
        this.failure = failure;
        this.closing = closing;
        this.upper = new Slice(end);
        this.read = new ReadOptions().setIterateUpperBound(upper).setFillCache(false);
        this.iterator = db.newIterator(read);
        this.first = first;
    }

    @Override
    public synchronized boolean next() {
        requireOpen();
        if (place == Place.AT) {
            iterator.next();
        } else if (place == Place.UNREAD) {
            iterator.seek(first);
        }
        if (place == Place.END || !iterator.isValid()) {
            place = Place.END;
            checkRead();
            return false;
        }
        place = Place.AT;
        keyLength = iterator.key(key);
        if (keyLength > key.length) {
            key = new byte[2 * keyLength];
            keyLength = iterator.key(key);
        }
        valueLength = iterator.value(value);
        if (valueLength > value.length) {
            value = new byte[2 * valueLength];
            valueLength = iterator.value(value);
        }
        return true;
    }

    private void checkRead() {
        try {
            iterator.status();
        } catch (RocksDBException e) {
            throw failure.apply(e);
        }
    }

    @Override
    public synchronized void seek(byte[] from) {
        requireOpen();
        iterator.seek(from);
        place = Place.BEFORE;
    }

    private void requireOpen() {
        if (isClosed) {
            throw LastingStateStore.closed();
        }
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public int keyLength() {
        return keyLength;
    }

    @Override
    public byte[] value() {
        return value;
    }

    @Override
    public int valueLength() {
        return valueLength;
    }

    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            iterator.close();
            read.close();
            upper.close();
            closing.accept(this);
        }
    }
}
