package io.tidemark.speed.store;

import io.tidemark.fault.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * A disk in memory that fails as its test tells it to, under stores that behave like RocksDB's: after a write that failed
 * no other succeeds, until the store is closed and another one is opened.
 */
public final class FlakyDisk {
    private static final int REMEMBERED = 4;

    private TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    /** What was there before each of the latest commits. */
    private final Deque<Map.Entry<Long, TreeMap<byte[], byte[]>>> before = new ArrayDeque<>();

    private long newest;
    private int toLose;
    private Runnable landed = () -> {};
    private int callsUntilFailure = -1;
    private boolean isFull;
    private int failed;

    /** A store that is opened anew after each failure. */
    public LastingStateStore store() {
        return new LastingStateStore(this::opened, () -> {
            if (isFull) {
                throw failure("be written to");
            }
        });
    }

    /** The call after so many others fails, once; every second time a write is on the disk all the same. */
    public void failAfter(int calls) {
        callsUntilFailure = calls;
    }

    /** One of the next calls fails. */
    public void failSoon(IntUnaryOperator nextInt) {
        failAfter(nextInt.applyAsInt(8));
    }

    /** From now on nothing can be written. */
    public void fill() {
        isFull = true;
    }

    public void free() {
        isFull = false;
    }

    /** Whoever opens a store next finds that some of the latest commits are lost, which had been acknowledged. */
    public void lose(int commits) {
        toLose = commits;
    }

    private Opened opened() {
        landed.run();
        landed = () -> {};
        for (; toLose > 0 && !before.isEmpty(); toLose--) {
            newest = before.getLast().getKey();
            entries = before.removeLast().getValue();
        }
        toLose = 0;
        return new Opened();
    }

    public int failed() {
        return failed;
    }

    private void call(String verb) {
        if (callsUntilFailure-- == 0) {
            throw failure(verb);
        }
    }

    private StateStoreException failure(String verb) {
        failed++;
        return new StateStoreException(
                new Fault("TM-SPEED-003", "state directory in memory", "cannot " + verb + ", it fails", "mend it"),
                null);
    }

    private final class Opened implements NumberedStateStore {
        private boolean isBroken;
        private boolean isClosed;

        @Override
        public long newest() {
            return newest;
        }

        @Override
        public Batch begin() {
            return new Changes(this);
        }

        @Override
        public byte[] find(byte[] key) {
            call("read");
            return entries.get(key);
        }

        @Override
        public Cursor cursor(byte[] first, byte[] end) {
            call("read");
            return new ListedEntries(entries.subMap(first, end)) {
                private int read;

                @Override
                public boolean next() {
                    // Now and then it reads a block.
                    if (++read % 4 == 0) {
                        call("read");
                    }
                    if (isClosed) {
                        throw failure("be read, it is closed");
                    }
                    return super.next();
                }
            };
        }

        @Override
        public void close() {
            isClosed = true; // Another one finds what is on the disk.
        }
    }

    private final class Changes implements StateStore.Batch {
        private final Opened store;
        private final List<Runnable> changes = new ArrayList<>();

        Changes(Opened store) {
            this.store = store;
        }

        @Override
        public void put(byte[] key, int keyLength, byte[] value, int valueLength) {
            byte[] keyCopy = Arrays.copyOf(key, keyLength);
            byte[] valueCopy = Arrays.copyOf(value, valueLength);
            changes.add(() -> entries.put(keyCopy, valueCopy));
        }

        @Override
        public void delete(byte[] key, int keyLength) {
            byte[] keyCopy = Arrays.copyOf(key, keyLength);
            changes.add(() -> entries.remove(keyCopy));
        }

        @Override
        public void deleteRange(byte[] first, byte[] end) {
            changes.add(() -> entries.subMap(first, end).clear());
        }

        @Override
        public void commit() {
            if (isFull || store.isBroken) {
                store.isBroken = true;
                throw failure("write");
            }
            boolean isWrittenAllTheSame = callsUntilFailure == 0 && failed % 2 == 0;
            try {
                call("write");
            } catch (StateStoreException e) {
                store.isBroken = true;
                if (isWrittenAllTheSame) {
                    // It is in the log, but not in memory: only who opens the store anew finds it.
                    landed = this::write;
                }
                throw e;
            }
            write();
        }

        private void write() {
            before.addLast(Map.entry(newest, new TreeMap<>(entries)));
            if (before.size() > REMEMBERED) {
                before.removeFirst();
            }
            changes.forEach(Runnable::run);
            newest++;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
