package io.tidemark.batch.run;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Link;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.time.Duration;
import java.util.List;
import java.util.ListIterator;

/**
 * Where the records begin that a definition's operator is primed with: with a file, since files tell their log clocks, so
 * that they reach as far back as the operator looks, or further (PROTOCOL 13, 15). Owned by one thread.
 */
final class LookBack {
    private final InputArchive archives;
    private final AggregationDefinition<?> definition;
    private final Duration duration;

    LookBack(InputArchive archives, AggregationDefinition<?> definition) {
        this.archives = archives;
        this.definition = definition;
        this.duration = definition.operator().map(each -> each.lookBack()).orElse(Duration.ZERO);
    }

    /**
     * The offset of the first record to be primed with before going on at a place; the place's own if there is none.
     *
     * @throws RunRefusedException if some of them are kept no more
     */
    long from(PartitionId partition, LogPosition place) {
        if (duration.isZero() || place.clock().equals(LogClock.START)) {
            return place.offset();
        }
        StreamArchive archive = archives.of(partition);
        Search search = new Search(place.offset(), since(definition, place));
        boolean isFound = search.goesBack(archive.tails().get(partition).files());
        List<ListedArchive.Section> sections = archive.listed().sections();
        for (int i = sections.size() - 1; i >= 0 && !isFound; i--) {
            isFound = search.goesBack(archive.lists().links(sections.get(i)).stream()
                    .map(Link::file)
                    .filter(file -> file.partition().equals(partition))
                    .toList());
        }
        if (!isFound && search.first > archive.began(partition) && search.clockMillis >= search.atLeastMillis) {
            throw forgotten(
                    "looks back " + duration + ", what it remembers there cannot be read, and "
                            + missing(partition, search.first),
                    "put its files back from a copy, if a fault beside this one names one; or raise its version: a new view begins"
                            + " with what is kept");
        }
        return search.first;
    }

    /**
     * Says so if records of any partition are kept no more, and all were to be computed again: it cannot be known what an
     * operator would have made of the first that are.
     */
    void requireAllKept() {
        archives.streams().forEach(archive -> archive.tails().forEach((partition, tail) -> {
            if (!duration.isZero() && tail.first() > archive.began(partition)) {
                throw forgotten(
                        "a recompute needs all records of a partition, and " + missing(partition, tail.first()),
                        "nothing: the view stays as it is, and runs go on");
            }
        }));
    }

    /** The lowest log clock that an operator looks back at from a place. */
    static long since(AggregationDefinition<?> definition, LogPosition place) {
        long came = lastCame(place);
        long lookBack = definition
                .operator()
                .map(operator -> operator.lookBack().toMillis())
                .orElse(0L);
        // Before the first record there is no time yet.
        return came < Long.MIN_VALUE + lookBack ? Long.MIN_VALUE : came - lookBack;
    }

    private static long lastCame(LogPosition place) {
        return LogClock.whenCame(place.clock().millis(), place.clock().lastStampMillis());
    }

    private static String missing(PartitionId partition, long first) {
        return "before offset " + first + " of " + partition + " records are kept no more (archive.keep)";
    }

    private RunRefusedException forgotten(String fault, String mend) {
        return new RunRefusedException("TM-RUN-014", definition.place() + ", operator", fault, mend);
    }

    /** Goes back in a chain, file by file. */
    private static final class Search {
        private final long atLeastMillis;
        private long first;
        /** The log clock before the first record. */
        private long clockMillis;

        Search(long first, long atLeastMillis) {
            this.first = first;
            this.atLeastMillis = atLeastMillis;
            this.clockMillis = Long.MAX_VALUE;
        }

        /** Goes through some files from the last one on; returns whether one lies wholly further back than is looked. */
        boolean goesBack(List<ArchiveFile> files) {
            ListIterator<ArchiveFile> at = files.listIterator(files.size());
            while (at.hasPrevious()) {
                ArchiveFile file = at.previous();
                if (file.offsets().first() >= first) {
                    continue;
                }
                if (lastCame(file.end()) < atLeastMillis) {
                    return true;
                }
                first = file.offsets().first();
                clockMillis = file.startClockMillis();
            }
            return false;
        }
    }
}
