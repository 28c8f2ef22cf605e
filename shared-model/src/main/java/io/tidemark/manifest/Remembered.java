package io.tidemark.manifest;

import io.tidemark.tidemark.PartitionId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the operator of an aggregation remembers at the tidemark (PROTOCOL 33): of each partition files of entries, in the
 * order in which they were put. Together they have every entry that was put at a log clock which the operator still looks
 * back at, and some older ones. Of a key that is in several the last counts.
 *
 * @param files by partition; none, where nothing is remembered any more. Of a partition that is absent it is not told what is
 *     remembered, as of one that has not left the place where it began
 */
public record Remembered(SortedMap<PartitionId, List<EntryFile>> files) {
    public static final Remembered NOTHING = new Remembered(new TreeMap<>());

    /**
     * A file of entries, each of another key, sorted by key. Never changes.
     *
     * @param path relative to the batch layer's root
     * @param leastClockMillis the least of the log clocks at which its entries were put
     * @param greatestClockMillis the greatest of them
     */
    public record EntryFile(
            String path,
            long leastClockMillis,
            long greatestClockMillis,
            long entries,
            long bytes,
            FileOrigin origin) {}

    public Remembered {
        TreeMap<PartitionId, List<EntryFile>> copy = new TreeMap<>(files);
        copy.replaceAll((partition, each) -> List.copyOf(each));
        files = Collections.unmodifiableSortedMap(copy);
    }

    /** Without what is told of some partitions. */
    public Remembered without(Set<PartitionId> partitions) {
        TreeMap<PartitionId, List<EntryFile>> others = new TreeMap<>(files);
        others.keySet().removeAll(partitions);
        return new Remembered(others);
    }

    /** Whether it is told what is remembered of a partition. */
    public boolean tells(PartitionId partition) {
        return files.containsKey(partition);
    }

    /** Of a partition, in the order in which they were put. */
    public List<EntryFile> of(PartitionId partition) {
        return files.getOrDefault(partition, List.of());
    }

    /** All of them. */
    public List<EntryFile> all() {
        return files.values().stream().flatMap(Collection::stream).toList();
    }

    /** Where they lie. */
    public Set<String> paths() {
        Set<String> paths = new HashSet<>();
        all().forEach(file -> paths.add(file.path()));
        return paths;
    }
}
