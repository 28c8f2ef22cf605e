package io.tidemark.manifest;

import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TimeRange;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What lists tell of the archive of a topic: of each partition's chain all files up to a place. Behind it the chain is gone
 * through file by file.
 *
 * @param chains by partition; of one that is absent no file is listed
 * @param sections the lists; of one partition, what a later one names lies behind what an earlier one names
 * @param gaps that stand in the listed part of a chain
 * @param forgotten of which records some may be kept no more
 * @param replaced files in whose place others are named, and that may be there still: manifests before this one name them
 */
public record ListedArchive(
        SortedMap<PartitionId, Chain> chains,
        List<Section> sections,
        List<Gap> gaps,
        Forgotten forgotten,
        List<Replaced> replaced) {
    public static final ListedArchive NONE = new ListedArchive(new TreeMap<>(), List.of(), List.of(), Forgotten.NONE);

    /** An archive of which every file that was ever written is named, or forgotten. */
    public ListedArchive(
            SortedMap<PartitionId, Chain> chains, List<Section> sections, List<Gap> gaps, Forgotten forgotten) {
        this(chains, sections, gaps, forgotten, List.of());
    }

    /**
     * The listed part of one chain.
     *
     * @param first the offset that its first file begins with; below it nothing is kept any more, and no file is written ever
     *     again (PROTOCOL 31)
     * @param end where it ends, at a file's end
     * @param files how many it has
     */
    public record Chain(long first, LogPosition end, long files, long quarantined, long tombstones) {
        public static final Chain EMPTY = new Chain(0, LogPosition.ZERO, 0, 0, 0);
    }

    /**
     * A list of archive files.
     *
     * @param eventTimes of all of them
     * @param timesOf of which field those are, if they tell all that may be in the files; empty if they do not
     */
    public record Section(ListPart list, int files, TimeRange eventTimes, String timesOf) {}

    /**
     * A list of paths of files that hold nothing that a file which is named does not hold too.
     *
     * @param files how many they are
     */
    public record Replaced(ListPart list, int files) {}

    /**
     * Records that are kept no more, by event time: of one field, since a definition may take another one, by which they were at
     * another time.
     *
     * @param endMillis those are before this; {@link Long#MIN_VALUE}: all are kept; {@link Long#MAX_VALUE}: nobody can tell when
     *     they were
     * @param timesOf of which field that is, as {@link Section#timesOf}; empty if all are kept, or nobody can tell
     */
    public record Forgotten(long endMillis, String timesOf) {
        public static final Forgotten NONE = new Forgotten(Long.MIN_VALUE, "");
        /** Some of which nobody can tell when they were. */
        public static final Forgotten UNTOLD = new Forgotten(Long.MAX_VALUE, "");

        /** With what else is kept no more: the times of different fields tell nothing together. */
        public Forgotten and(Forgotten more) {
            if (more.equals(NONE)) {
                return this;
            }
            if (equals(NONE)) {
                return more;
            }
            return timesOf.equals(more.timesOf) ? new Forgotten(Math.max(endMillis, more.endMillis), timesOf) : UNTOLD;
        }

        /** How far it reaches by a field; {@link Long#MAX_VALUE} if its times are of another one. */
        public long endMillisBy(String field) {
            return equals(NONE) || timesOf.equals(field) ? endMillis : Long.MAX_VALUE;
        }
    }

    public ListedArchive {
        chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
        sections = List.copyOf(sections);
        gaps = List.copyOf(gaps);
        replaced = List.copyOf(replaced);
    }

    public Optional<Chain> chain(PartitionId partition) {
        return Optional.ofNullable(chains.get(partition));
    }

    /** The partition of this number, of whatever log it is. */
    public Optional<PartitionId> partition(int number) {
        return chains.keySet().stream()
                .filter(partition -> partition.partition() == number)
                .findFirst();
    }
}
