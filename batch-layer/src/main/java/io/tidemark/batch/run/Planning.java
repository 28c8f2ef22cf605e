package io.tidemark.batch.run;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.engine.Part;
import io.tidemark.batch.engine.Part.Onto;
import io.tidemark.cut.ChainCut;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.RunRequest;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Decides what a run does for each aggregation, from the base manifest and the archive. Owned by one thread. */
final class Planning {
    private final Manifest base;
    private final Set<PartitionId> lost;
    private final Set<Fault> blocked;
    private final Cut cut;

    /**
     * @param lost of which it cannot be read any more what the operator remembers: it is primed as if nobody had told
     * @param blocked takes what keeps a tidemark from going on, such as a gap that may not be passed
     */
    Planning(Manifest base, Set<PartitionId> lost, Set<Fault> blocked, Cut cut) {
        this.base = base;
        this.lost = lost;
        this.blocked = blocked;
        this.cut = cut;
    }

    /** The work for one aggregation; empty if there is nothing to do. */
    <E> Optional<Planned<E>> plan(AggregationDefinition<E> definition, InputArchive archive, RunRequest request) {
        AggregationView known = archive.view(base);
        AggregationView view = known.remembering(known.remembered().without(lost));
        if (request instanceof RunRequest.Recompute recompute && view.isPublished()) {
            return recompute(definition, archive, view, recompute.range());
        }
        // PROTOCOL 8: a view that is not there yet is built whole, whatever range was asked for.
        return request instanceof RunRequest.Incremental incremental
                ? incremental(definition, archive, view, incremental.cut(), incremental.acceptGaps())
                : incremental(definition, archive, view, RunRequest.Cut.EPOCH, false);
    }

    private <E> Optional<Planned<E>> incremental(
            AggregationDefinition<E> definition,
            InputArchive archive,
            AggregationView view,
            RunRequest.Cut until,
            boolean acceptGaps) {
        archive.requireLogOf(view.tidemark());
        archive.requireHistoryOf(new Tidemark(view.positions()));
        Set<Gap> known = knownGaps(definition.name());
        Predicate<ArchiveFile> accepted = file -> acceptGaps || known.contains(gap(file));
        LookBack lookBack = new LookBack(archive, definition);
        Map<PartitionId, OffsetRange> offsets = new HashMap<>();
        Map<PartitionId, Long> primedFrom = new HashMap<>();
        TreeMap<PartitionId, LogPosition> positions = new TreeMap<>(view.positions());
        List<Gap> gaps = new ArrayList<>(view.gaps());
        UnknownFiles unknown = new UnknownFiles(definition);
        SortedMap<PartitionId, List<ArchiveFile>> chains = archive.chains(new Tidemark(positions));
        archive.partitions().forEach(partition -> {
            List<ArchiveFile> chain = chains.getOrDefault(partition, List.of());
            LogPosition from = positions.getOrDefault(partition, LogPosition.ZERO);
            LogPosition kept = archive.keptFrom(partition, from);
            // Nothing comes after the end of a log that has ended, so no epoch of it is under way.
            ChainCut<ArchiveFile> to =
                    switch (view.ended().containsKey(partition) ? RunRequest.Cut.ARCHIVE_END : until) {
                        case EPOCH -> ChainCut.atAnEpochsEnd(chain, kept, accepted, cut);
                        case ARCHIVE_END -> ChainCut.atTheChainsEnd(chain, kept, accepted, cut);
                    };
            to.stoppedAt().ifPresent(file -> blocked.add(stopped(gap(file))));
            if (to.position().offset() > from.offset()) {
                offsets.put(
                        partition, new OffsetRange(from.offset(), to.position().offset()));
                if (definition.operator().isPresent() && !view.remembered().tells(partition)) {
                    primedFrom.put(partition, lookBack.from(partition, from));
                }
                positions.put(partition, to.position());
                archive.forgotten(
                                partition, Math.max(from.offset(), view.since().at(partition)))
                        .ifPresent(gaps::add);
                to.passed().forEach(file -> gaps.add(gap(file)));
                gaps.addAll(unknown.gaps(chain, offsets.get(partition)));
            }
        });
        Tidemark tidemark = new Tidemark(positions);
        Horizon horizon = horizon(definition, archive, view, tidemark);
        long expired = horizon.expiredBeforeMillis();
        if (offsets.isEmpty() && expired == view.expiredBeforeMillis() && !isAnySettled(archive, view, horizon)) {
            return Optional.empty();
        }
        Part<E> part = new Part<>(
                definition,
                offsets,
                primedFrom,
                view.remembered(),
                new TimeRange(expired, Long.MAX_VALUE),
                Onto.ADDED,
                view.files(),
                expired);
        return Optional.of(new Planned<>(part, view.movedTo(positions), gaps, horizon));
    }

    /** PROTOCOL 7: raw records left of the tidemark only, and the tidemark stays. */
    private <E> Optional<Planned<E>> recompute(
            AggregationDefinition<E> definition, InputArchive archive, AggregationView view, TimeRange range) {
        archive.requireLogOf(view.tidemark());
        Tidemark all = new Tidemark(view.positions());
        archive.requireHistoryOf(all);
        archive.requireAllBelow(all);
        archive.lost(view).ifPresent(fault -> {
            throw new RunRefusedException(fault);
        });
        TimeRange whole = definition.tile().widen(range);
        long first = Math.max(whole.firstMillis(), view.expiredBeforeMillis());
        if (first >= whole.endMillis()) {
            return Optional.empty();
        }
        // First: with an operator no other range is of use.
        new LookBack(archive, definition).requireAllKept();
        archive.requireKept(first);
        Map<PartitionId, OffsetRange> offsets = new HashMap<>();
        all.positions().forEach((partition, position) -> offsets.put(partition, cut.recomputes(position)));
        Part<E> part = new Part<>(
                definition,
                offsets,
                Map.of(),
                Remembered.NOTHING,
                new TimeRange(first, whole.endMillis()),
                Onto.REPLACED,
                view.files(),
                view.expiredBeforeMillis());
        return Optional.of(new Planned<>(part, view, view.gaps(), view.horizon()));
    }

    // A gap that the operator has let this aggregation pass stays passed when its definition changes.
    private Set<Gap> knownGaps(String aggregation) {
        Set<Gap> known = new HashSet<>();
        base.versions(aggregation).forEach(view -> known.addAll(view.gaps()));
        return known;
    }

    private static Gap gap(ArchiveFile file) {
        return new Gap(file.partition(), file.offsets(), file.gapReason());
    }

    private static Fault stopped(Gap gap) {
        return new Fault(
                "TM-RUN-005",
                "archive of " + gap.partition(),
                "records " + gap.offsets().first() + " to " + (gap.offsets().end() - 1) + " are lost (" + gap.reason()
                        + "), and the tidemark stays before them",
                "run once with gaps accepted to go on without them");
    }

    private Horizon horizon(
            AggregationDefinition<?> definition, InputArchive archive, AggregationView view, Tidemark tidemark) {
        long planned = archive.plannedMillis();
        long clock = cut.expiryClockMillis(InputArchive.logClock(tidemark), planned);
        return new Horizon(
                planned, expiredBefore(definition, view, clock), archive.quietUntilMillis(view, tidemark, cut));
    }

    private static long expiredBefore(AggregationDefinition<?> definition, AggregationView view, long clock) {
        if (definition.retention().isEmpty() || clock == LogClock.NONE) {
            return view.expiredBeforeMillis();
        }
        long expired =
                definition.tile().startOf(clock - definition.retention().get().toMillis());
        return Math.max(expired, view.expiredBeforeMillis());
    }

    /** A topic that falls silent has nothing more to fold, but its last windows are settled all the same. */
    private boolean isAnySettled(InputArchive archive, AggregationView view, Horizon horizon) {
        return view.isPublished()
                && archive.isAnySettledBetween(
                        view,
                        view.settledUntilMillis(archive.topics(), cut),
                        view.at(horizon).settledUntilMillis(archive.topics(), cut));
    }
}
