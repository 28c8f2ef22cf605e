package io.tidemark.speed.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A state store that lasts as long as its object: for tests that kill and restart what uses it. */
public final class InMemoryStateStore implements StateStore {
    private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public Batch begin() {
        List<Runnable> changes = new ArrayList<>();
        return new Batch() {
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
                synchronized (entries) {
                    changes.forEach(Runnable::run);
                }
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public byte[] find(byte[] key) {
        synchronized (entries) {
            return entries.get(key);
        }
    }

    @Override
    public Cursor cursor(byte[] first, byte[] end) {
        synchronized (entries) {
            return new ListedEntries(entries.subMap(first, end));
        }
    }

    @Override
    public long bytes(byte[] first, byte[] end) {
        synchronized (entries) {
            return entries.subMap(first, end).values().stream()
                    .mapToLong(value -> value.length)
                    .sum();
        }
    }

    @Override
    public void close() {
        // Stays readable for whoever is started next.
    }
}
