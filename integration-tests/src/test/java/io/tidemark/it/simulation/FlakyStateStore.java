package io.tidemark.it.simulation;

import io.tidemark.fault.Fault;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.speed.store.StateStore;
import io.tidemark.speed.store.StateStoreException;

/** A state store on a disk that fails when its test says so, until it is mended. Its processes come and go. */
final class FlakyStateStore implements StateStore {
    private static final int NEVER = -1;

    private final InMemoryStateStore disk = new InMemoryStateStore();
    private int callsLeft = NEVER;
    private int mendsLeft;
    private boolean writesWhatItRefuses;
    private boolean isBroken;
    /** Whether a write that was refused is there all the same. */
    private boolean isMoreThere;

    private long upsets;

    /**
     * So many calls succeed from now on; then all fail.
     *
     * @param mends how often it cannot be mended
     * @param writes whether a commit that fails has written
     */
    void breakAfter(int calls, int mends, boolean writes) {
        callsLeft = calls;
        mendsLeft = mends;
        writesWhatItRefuses = writes;
    }

    /** The disk is well again, as a new process finds it. */
    void heal() {
        isBroken = false;
        callsLeft = NEVER;
        mendsLeft = 0;
    }

    boolean isWell() {
        return !isBroken && callsLeft == NEVER;
    }

    private void call() {
        isBroken |= callsLeft == 0;
        callsLeft -= callsLeft > 0 ? 1 : 0;
        if (isBroken) {
            throw failure();
        }
    }

    private static StateStoreException failure() {
        return new StateStoreException(
                new Fault("TM-STATE-000", "state store", "the disk fails", "wait until it does not"), null);
    }

    @Override
    public Batch begin() {
        call();
        Batch batch = disk.begin();
        return new Batch() {
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
                try {
                    call();
                } catch (StateStoreException refused) {
                    if (writesWhatItRefuses) {
                        writesWhatItRefuses = false;
                        isMoreThere = true;
                        batch.commit();
                    }
                    throw refused;
                }
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
        call();
        return disk.find(key);
    }

    @Override
    public Cursor cursor(byte[] first, byte[] end) {
        call();
        return disk.cursor(first, end);
    }

    @Override
    public void mend() {
        if (!isBroken) {
            return;
        }
        if (mendsLeft-- > 0) {
            throw failure();
        }
        heal();
        upsets += isMoreThere ? 1 : 0;
        isMoreThere = false;
    }

    @Override
    public long upsets() {
        return upsets;
    }

    @Override
    public void close() {
        // Stays for whoever is started next.
    }
}
