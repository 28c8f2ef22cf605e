package io.tidemark.speed.store;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A cursor over entries in memory, as they were when it was made. */
class ListedEntries implements StateStore.Cursor {
    private final List<Map.Entry<byte[], byte[]>> entries;
    private int next;

    /** @param entries in unsigned byte order of their keys */
    public ListedEntries(SortedMap<byte[], byte[]> entries) {
        this.entries = entries.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public boolean next() {
        return next++ < entries.size();
    }

    @Override
    public void seek(byte[] key) {
        int from = 0;
        while (from < entries.size() && Arrays.compareUnsigned(entries.get(from).getKey(), key) < 0) {
            from++;
        }
        next = from;
    }

    @Override
    public byte[] key() {
        return entries.get(next - 1).getKey();
    }

    @Override
    public int keyLength() {
        return key().length;
    }

    @Override
    public byte[] value() {
        return entries.get(next - 1).getValue();
    }

    @Override
    public int valueLength() {
        return value().length;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
