package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import java.util.function.IntUnaryOperator;

/**
 * A store in memory whose disk fails as its test tells it to: at a call to come, once, before or after it did what it was
 * asked to; or at every write, until it is mended.
 */
public final class FlakyStateStore implements StateStore {
    private final InMemoryStateStore disk = new InMemoryStateStore();
    /** How many calls are still to go well; negative: all. */
    private int callsUntilFailure = -1;

    private boolean isFull;
    private int failed;

    /** The call after so many others fails, once. */
    public void failAfter(int calls) {
        callsUntilFailure = calls;
    }

    /** Chooses, by a source of chance, which of the next calls fails. */
    public void failSoon(IntUnaryOperator nextInt) {
        failAfter(nextInt.applyAsInt(8));
    }

    /** From now on every write fails. */
    public void fill() {
        isFull = true;
    }

    public void free() {
        isFull = false;
    }

    public int failed() {
        return failed;
    }

    @Override
    public Batch begin() {
        Batch batch = disk.begin();
        return new Batch() {
            @Override
            public void put(byte[] key, int keyLength, byte[] value, int valueLength) {
                batch.put(key, keyLength, value, valueLength);
            }

            @Override
            public void deleteRange(byte[] first, byte[] end) {
                batch.deleteRange(first, end);
            }

            @Override
            public void commit() {
                if (isFull) {
                    throw failure("write");
                }
                boolean isWrittenAllTheSame = callsUntilFailure == 0 && failed % 2 == 0;
                if (isWrittenAllTheSame) {
                    batch.commit();
                }
                call("write");
                batch.commit();
            }

            @Override
            public void close() {
                batch.close();
            }
        };
    }

    @Override
    public byte[] find(byte[] key) {
        call("read");
        return disk.find(key);
    }

    @Override
    public void scan(byte[] first, byte[] end, Visitor visitor) {
        call("read");
        disk.scan(first, end, visitor);
    }

    @Override
    public void close() {
        disk.close();
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
}
