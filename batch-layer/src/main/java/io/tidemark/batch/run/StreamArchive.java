package io.tidemark.batch.run;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.ArchiveLists;
import io.tidemark.batch.archive.Held;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.archive.Tail;
import io.tidemark.batch.archive.keep.ArchiveRetention;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.publish.KeepSettings;
import io.tidemark.batch.publish.ListSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.input.Source;
import io.tidemark.log.LogMismatchException;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.Model;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What the archive has of one stream at one moment: the end of each chain, and lists of what lies before, which are read as far
 * as somebody asks for it.
 */
record StreamArchive(
        String topic,
        Moment moment,
        Optional<Since> since,
        ListedArchive listed,
        SortedMap<PartitionId, Tail> tails,
        ArchiveLists lists) {
    static StreamArchive of(Archive archive, String topic, Moment moment) {
        ListedArchive listed = archive.listed(topic);
        SortedMap<PartitionId, Tail> tails = archive.tails(topic, listed);
        // Whoever archived something has written before where its log began.
        Optional<Since> since = archive.since(topic);
        SortedMap<PartitionId, Tail> known = new TreeMap<>();
        tails.forEach((partition, tail) -> {
            long end = since.map(began -> end(began, partition)).orElse(Long.MAX_VALUE);
            List<Link> links = tail.links().stream()
                    .filter(link -> link.file().offsets().end() <= end)
                    .toList();
            if (tail.listed().end().offset() > 0 || !links.isEmpty()) {
                known.put(partition, new Tail(partition, tail.listed(), links));
            }
        });
        return new StreamArchive(topic, moment, since, listed, known, archive.lists());
    }

    /** A writer that has not heard that its log has ended may have gone on: that is of no view. */
    private static long end(Since since, PartitionId partition) {
        return since.ended(partition.log())
                .map(log -> log.ends().getOrDefault(partition.partition(), 0L))
                .orElse(Long.MAX_VALUE);
    }

    private boolean isEnded(PartitionId partition) {
        return since.flatMap(known -> known.ended(partition.log())).isPresent();
    }

    /** Where the log began for us (PROTOCOL 26). */
    long began(PartitionId partition) {
        return since.map(known -> known.ended(partition.log())
                        .map(former -> former.start(partition.partition()))
                        .orElseGet(() -> known.at(partition.partition()))
                        .offset())
                .orElse(0L);
    }

    /** The files behind a tidemark, by partition; of each chain at least those that end behind it. */
    SortedMap<PartitionId, List<ArchiveFile>> chains(Tidemark from) {
        Map<PartitionId, Long> offsets = new HashMap<>();
        tails.keySet().forEach(partition -> offsets.put(partition, from.offset(partition)));
        return chains(offsets, section -> true);
    }

    private SortedMap<PartitionId, List<ArchiveFile>> chains(
            Map<PartitionId, Long> from, Predicate<ListedArchive.Section> wanted) {
        SortedMap<PartitionId, List<ArchiveFile>> chains = new TreeMap<>();
        lists.behind(listed, from, wanted)
                .forEach((partition, links) -> chains.put(
                        partition,
                        new ArrayList<>(links.stream().map(Link::file).toList())));
        tails.forEach((partition, tail) -> {
            if (!tail.links().isEmpty()) {
                chains.computeIfAbsent(partition, p -> new ArrayList<>()).addAll(tail.files());
            }
        });
        return chains;
    }

    /** The files that some parts may want, by partition and offset. */
    List<ArchiveFile> files(List<? extends Part<?>> parts) {
        List<? extends Part<?>> readers = parts.stream()
                .filter(part -> part.definition().input().reads(topic))
                .toList();
        Map<PartitionId, Long> from = new HashMap<>();
        readers.forEach(part -> part.offsets().keySet().stream()
                .filter(this::isOwn)
                .forEach(partition -> from.merge(partition, part.firstOf(partition), Math::min)));
        Predicate<ListedArchive.Section> wanted = section -> readers.stream()
                .anyMatch(part -> part.isInLogOrder()
                        || mayHold(section, part.definition().input().source(topic), part.tiles()));
        return chains(from, wanted).values().stream().flatMap(List::stream).toList();
    }

    private boolean isOwn(PartitionId partition) {
        return partition.topic().equals(topic);
    }

    /** Of the partitions of several topics those of this one. */
    Tidemark own(Tidemark tidemark) {
        TreeMap<PartitionId, LogPosition> own = new TreeMap<>(tidemark.positions());
        own.keySet().removeIf(partition -> !isOwn(partition));
        return new Tidemark(own);
    }

    private static boolean mayHold(ListedArchive.Section section, Source<?, ?> source, TimeRange times) {
        boolean isTold = !section.timesOf().isEmpty() && section.timesOf().equals(nameOfTime(source));
        return !isTold
                || times.overlaps(
                        section.eventTimes().firstMillis(), section.eventTimes().endMillis());
    }

    /**
     * What the lists are to be once a run is published: with the files that it has gone past, and without those that are kept no
     * more; empty if that is not worth it yet.
     *
     * @param tidemark where the run went, of its own partitions
     * @param model whose aggregations runs keep up
     */
    Optional<ManifestStore.MoreListed> more(Tidemark tidemark, ManifestStore manifests, Cut cut, Model model) {
        ListSettings settings = manifests.listing();
        long clock = cut.expiryClockMillis(InputArchive.logClock(tidemark), moment.plannedMillis());
        Map<ViewId, Boolean> readers = new HashMap<>();
        model.aggregations()
                .forEach(definition ->
                        readers.put(definition.id(), definition.input().reads(topic)));
        // PROTOCOL 25: by the log's clock, so that a wall clock that is ahead for once makes nobody forget what is new.
        Optional<ArchiveRetention> retention = manifests
                .keep()
                .archive()
                .filter(kept -> clock != LogClock.NONE)
                .map(kept -> new ArchiveRetention(
                        lists,
                        view -> readers.containsKey(view.id()) || isKeptUp(view, manifests.keep()),
                        view -> readers.getOrDefault(view.id(), false),
                        clock - kept.toMillis(),
                        settings.archiveFiles()));
        SortedMap<PartitionId, List<Link>> more = new TreeMap<>();
        int files = 0;
        for (Tail tail : tails.values()) {
            long passed = tidemark.offset(tail.partition());
            List<Link> links = tail.links().stream()
                    .filter(link -> link.file().end().offset() <= passed)
                    .toList();
            if (!links.isEmpty()) {
                more.put(tail.partition(), links);
                files += links.size();
            }
        }
        boolean isMore = files >= settings.archiveFiles();
        if (!isMore && retention.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ManifestStore.MoreListed(topic, listed, (next, into) -> {
            ListedArchive longer = isMore ? lists.list(listed, more, into, settings.archiveSection()) : listed;
            return retention.map(kept -> kept.kept(topic, longer, next, into)).orElse(longer);
        }));
    }

    /** Whether a run has published a view of late that is of no present definition: another process may have other ones. */
    private boolean isKeptUp(AggregationView view, KeepSettings keep) {
        return view.horizon().plannedMillis()
                >= moment.plannedMillis() - keep.versions().toMillis();
    }

    /**
     * Where a view goes on that stands at a place: there, or, if all that is listed of the chain is kept no more, where that ended.
     * Others have gone past it, so that there is nothing to decide; and no file ever comes below it (PROTOCOL 31).
     */
    LogPosition keptFrom(PartitionId partition, LogPosition from) {
        return listed.chain(partition)
                .filter(chain -> chain.files() == 0 && chain.end().offset() > from.offset())
                .map(ListedArchive.Chain::end)
                .orElse(from);
    }

    /** Records that a view has not gone past and that are kept no more. */
    Optional<Gap> forgotten(PartitionId partition, long from) {
        return listed.chain(partition)
                .filter(chain -> from < chain.first())
                .map(chain -> new Gap(
                        partition,
                        new OffsetRange(from, chain.first()),
                        "archive.keep keeps no records before offset " + chain.first() + " any more"));
    }

    /** As files name the field that is the time of what is made of a stream's events; empty if none is. */
    private static String nameOfTime(Source<?, ?> source) {
        return source.keepsTime() ? Held.nameOfTime(Held.timeOf(source.stream())) : "";
    }

    /** Says so if records that lead to event times from some on are kept no more: they would be lost to a view. */
    void requireKept(Source<?, ?> source, long firstMillis) {
        long forgottenMillis = listed.forgotten().endMillisBy(nameOfTime(source));
        if (forgottenMillis > firstMillis) {
            boolean isTold = forgottenMillis < Long.MAX_VALUE;
            throw new RunRefusedException(
                    "TM-RUN-014",
                    "archive of topic \"" + topic + "\"",
                    "records are kept no more (archive.keep) "
                            + (isTold
                                    ? "whose event times are before " + Instant.ofEpochMilli(forgottenMillis)
                                    : "of which it is not known when they were")
                            + ", and what the view has of them would be lost",
                    isTold ? "recompute from then on" : "nothing: the view stays as it is, and runs go on");
        }
    }

    /** Says so unless all of it, and a view's tidemark, were read from one log, but for logs that have ended (PROTOCOL 23). */
    void requireLogOf(Tidemark tidemark) {
        Optional<PartitionId> first = Optional.empty();
        for (PartitionId partition : tails.keySet()) {
            if (isEnded(partition)) {
                continue;
            }
            LogId log = partition.log();
            tidemark.namesake(log).ifPresent(held -> {
                throw otherLog(log, held, "the tidemark");
            });
            if (first.isPresent() && !first.get().log().equals(log)) {
                throw otherLog(log, first.get().log(), "the archive of " + first.get());
            }
            first = Optional.of(first.orElse(partition));
        }
    }

    private static LogMismatchException otherLog(LogId archived, LogId held, String holder) {
        return LogMismatchException.otherLog("TM-RUN-004", archived, held, holder);
    }

    /**
     * Says so unless its files and a view's tidemark are of one history of the log: no offset may stand for two records. What is
     * listed was found to be of one history when a run went past it.
     */
    void requireHistoryOf(Tidemark tidemark) {
        tails.forEach((partition, tail) -> {
            LogPosition held = tidemark.at(partition);
            requireHistory(partition, tail.listed().end(), held, "what is listed of the archive");
            for (ArchiveFile file : tail.files()) {
                requireHistory(partition, file.end(), held, "the archive file " + file.path());
            }
        });
    }

    private static void requireHistory(PartitionId partition, LogPosition archived, LogPosition held, String what) {
        if (!archived.mayShareHistoryWith(held)) {
            throw LogMismatchException.rewritten("TM-RUN-013", partition, archived, what, held, "the tidemark");
        }
    }

    /** Says so if records below a tidemark are no longer in the archive. */
    void requireAllBelow(Tidemark tidemark) {
        own(tidemark).positions().forEach((partition, position) -> {
            // Nothing may have come since the log began for us (PROTOCOL 26).
            long end = tails.containsKey(partition) ? tails.get(partition).end().offset() : began(partition);
            if (end < position.offset()) {
                throw new RunRefusedException(
                        "TM-RUN-003",
                        "archive of " + partition,
                        "ends at offset " + end + ", below the tidemark at " + position.offset()
                                + ", so a recompute would lose what is between",
                        "put the archive's files back");
            }
        });
    }

    /** What is wrong if records that a view was made of are a gap in the archive by now. */
    Optional<Fault> lost(AggregationView view) {
        Stream<Gap> behind = tails.values().stream()
                .flatMap(tail -> tail.files().stream())
                .filter(ArchiveFile::isGap)
                .map(file -> new Gap(file.partition(), file.offsets(), file.gapReason()));
        // The file of one may have been put back since it was listed.
        return Stream.concat(
                        listed.gaps().stream().filter(gap -> isMissed(gap, view) && lists.isGapStill(gap)),
                        behind.filter(gap -> isMissed(gap, view)))
                .map(gap -> new Fault(
                        "TM-RUN-003",
                        "archive of " + gap.partition(),
                        "has lost the records " + gap.offsets().first() + " to "
                                + (gap.offsets().end() - 1) + ", of which the view was made (" + gap.reason()
                                + "), so a recompute would lose them too",
                        "put the archive's files back, " + lists.path(gap) + " in the place of the gap of that name"))
                .findFirst();
    }

    private static boolean isMissed(Gap gap, AggregationView view) {
        return gap.offsets().first() < new Tidemark(view.positions()).offset(gap.partition())
                && view.gaps().stream()
                        .noneMatch(known -> known.partition().equals(gap.partition())
                                && known.offsets().equals(gap.offsets()));
    }

    /** Takes in until when each of its partitions was quiet: wholly read, so that all that was there then is below the tidemark. */
    void addQuietUntilMillis(Tidemark tidemark, Cut cut, SortedMap<PartitionId, Long> quiet) {
        moment.ends().forEach((partition, end) -> {
            long known = quiet.getOrDefault(partition, LogClock.NONE);
            quiet.put(partition, cut.quietUntilMillis(known, tidemark.offset(partition), end, moment.plannedMillis()));
        });
    }

    /** Whether there are events of a range of times, as files tell. */
    boolean isAnyBetween(long firstMillis, long endMillis) {
        return tails.values().stream()
                        .flatMap(tail -> tail.files().stream())
                        .anyMatch(file -> isIn(file, firstMillis, endMillis))
                || listed.sections().stream()
                        .filter(section -> isIn(section.eventTimes(), firstMillis, endMillis))
                        .flatMap(section -> lists.links(section).stream())
                        .anyMatch(link -> isIn(link.file(), firstMillis, endMillis));
    }

    private static boolean isIn(ArchiveFile file, long firstMillis, long endMillis) {
        return file.rows() > 0 && isIn(file.eventTimes(), firstMillis, endMillis);
    }

    private static boolean isIn(TimeRange times, long firstMillis, long endMillis) {
        return times.overlaps(firstMillis, endMillis);
    }
}
