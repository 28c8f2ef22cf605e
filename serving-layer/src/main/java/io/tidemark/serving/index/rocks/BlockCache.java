package io.tidemark.serving.index.rocks;

import io.tidemark.fold.GroupKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Blocks of single groups that were read lately, on the heap: a block that is found here costs a tenth of a call into
 * RocksDB. Rows of a file never change and its id is never used again, so that nothing here can be wrong; what is of files
 * that were dropped goes as all that is not asked for. Two generations stand for an order of use: what is found in the old
 * one moves to the young, and when the young has half the bytes the old one is forgotten. Safe for use by many threads; of
 * two that add to one group at once, one may be lost. Guarded by the serving workloads {@code point} and {@code range24}.
 */
final class BlockCache {
    private final long halfBytes;
    private volatile Generation young = new Generation();
    private volatile Generation old = new Generation();

    private record Place(long file, GroupKey group) {
        // By hand: what a record is given costs more than the look-up.
        @Override
        public int hashCode() {
            return 31 * group.hashCode() + Long.hashCode(file);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place that && file == that.file && group.equals(that.group);
        }
    }

    private static final class Generation {
        private final ConcurrentMap<Place, KnownBlocks> groups = new ConcurrentHashMap<>();
        private final AtomicLong bytes = new AtomicLong();
    }

    /**
     * @param bytes about how much is kept at most
     */
    BlockCache(long bytes) {
        this.halfBytes = bytes / 2;
    }

    KnownBlocks find(long file, GroupKey group) {
        Place place = new Place(file, group);
        KnownBlocks known = young.groups.get(place);
        if (known != null) {
            return known;
        }
        known = old.groups.get(place);
        if (known == null) {
            return KnownBlocks.NONE;
        }
        put(place, known);
        return known;
    }

    void put(long file, GroupKey group, KnownBlocks known) {
        put(new Place(file, group), known);
    }

    private void put(Place place, KnownBlocks known) {
        Generation into = young;
        KnownBlocks before = into.groups.put(place, known);
        long bytes = into.bytes.addAndGet(known.bytes() - (before == null ? 0 : before.bytes()));
        if (bytes > halfBytes) {
            forgetOld(into);
        }
    }

    private synchronized void forgetOld(Generation full) {
        if (young == full) {
            old = full;
            young = new Generation();
        }
    }

    /** About how much memory it takes. */
    long bytes() {
        return young.bytes.get() + old.bytes.get();
    }
}
