package io.tidemark.it.simulation;

import io.tidemark.it.simulation.PartitionHistory.Produced;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that ever happened, and what any answer about it must be. It takes nothing from an answer but which view it is
 * of, by its run and tidemark, and the vector that it says it is as of.
 */
final class Oracle {
    private final SortedMap<PartitionId, PartitionHistory> partitions;
    /** By its id. */
    private final Map<String, Plan> plans;
    /** By aggregation, the losses that an operator let it pass. */
    private final Map<String, Set<Loss>> accepted;
    /** The one partition of which it knows another history than the present one. */
    private final Optional<Former> former;

    private boolean isRewritten;

    private final Map<Asked, Expected> known = new HashMap<>();
    /** What was said of an entry once stays so. */
    private final Map<AggregationView, Says> entries = new HashMap<>();

    /** What an entry of a manifest has to say. */
    private record Says(Set<Loss> lost, long expiredBefore) {}

    /** Records that nobody can read any more, and that were not archived. */
    record Loss(PartitionId partition, OffsetRange offsets) {}

    /**
     * What was so when a run was planned.
     *
     * @param partitions that its topics had
     * @param expiredBefore of each view that it goes on from
     * @param changesRange whether it replaces tiles, and leaves the tidemark where it is
     */
    record Plan(
            long plannedMillis, Set<PartitionId> partitions, Map<ViewId, Long> expiredBefore, boolean changesRange) {}

    private record Asked(ViewId view, OffsetVector asOf, Set<Loss> lost, long expiredBefore) {}

    /**
     * An answer as it must be.
     *
     * @param signed and those rows that are in no answer, as {@link PlainFold#signedResults} has them
     */
    record Expected(PlainFold<Reading> fold, Map<Cell, List<Object>> rows, Map<Cell, List<Object>> signed) {}

    /**
     * A partition as it was before it was rewritten.
     *
     * @param end where it ended then: nothing was ever read of it beyond
     */
    private record Former(PartitionId partition, PartitionHistory history, long end) {}

    Oracle() {
        this(new TreeMap<>(), new HashMap<>(), new HashMap<>(), Optional.empty());
    }

    private Oracle(
            SortedMap<PartitionId, PartitionHistory> partitions,
            Map<String, Plan> plans,
            Map<String, Set<Loss>> accepted,
            Optional<Former> former) {
        this.partitions = partitions;
        this.plans = plans;
        this.accepted = accepted;
        this.former = former;
    }

    // ---- what happened

    /**
     * A partition is rewritten from an offset on. Returns who goes on judging by what was there before; it is told of the
     * runs to come too.
     *
     * @param end where the log ended before
     */
    Oracle rewritten(PartitionId partition, long from, long end) {
        Former before = new Former(partition, at(partition).copy(), end);
        Oracle other = new Oracle(partitions, new HashMap<>(plans), accepted, Optional.of(before));
        at(partition).rewrittenFrom(from);
        isRewritten = true;
        known.clear();
        entries.clear();
        return other;
    }

    /** The histories that it judges by. */
    private SortedMap<PartitionId, PartitionHistory> histories() {
        if (former.isEmpty()) {
            return partitions;
        }
        SortedMap<PartitionId, PartitionHistory> all = new TreeMap<>(partitions);
        all.put(former.get().partition(), former.get().history());
        return all;
    }

    PartitionHistory at(PartitionId partition) {
        return former.filter(before -> before.partition().equals(partition))
                .map(Former::history)
                .orElseGet(() -> partitions.computeIfAbsent(partition, any -> new PartitionHistory()));
    }

    Set<PartitionId> partitions(String topic) {
        Set<PartitionId> of = new TreeSet<>(partitions.keySet());
        of.removeIf(partition -> !partition.topic().equals(topic));
        return of;
    }

    void planned(String run, Plan plan) {
        plans.put(run, plan);
    }

    /** The operator lets aggregations pass what is lost by now. */
    void accepted(Set<String> aggregations) {
        for (String aggregation : aggregations) {
            Set<Loss> passed = accepted.computeIfAbsent(aggregation, any -> new HashSet<>());
            partitions.forEach((partition, history) ->
                    history.lost().forEach(offsets -> passed.add(new Loss(partition, offsets))));
        }
    }

    // ---- what must be

    /** The plain fold of all records below {@code asOf}, but for those that never were ours, are lost or have expired. */
    Expected answer(AggregationDefinition<?> definition, OffsetVector asOf, AggregationView entry) {
        former.filter(before -> asOf.at(before.partition()) > before.end()).ifPresent(before -> {
            throw new Violation(
                    Violation.Kind.WRONG_ANSWER,
                    "before it was rewritten, " + before.partition() + " ended at " + before.end());
        });
        Asked asked = new Asked(definition.id(), asOf, lost(definition, entry), expiredBefore(definition, entry));
        return mayStillCome(asOf) ? fold(definition, asked) : known.computeIfAbsent(asked, a -> fold(definition, a));
    }

    /** Whether it was read in another history, further than this one goes by now: no answer is known for ever then. */
    private boolean mayStillCome(OffsetVector asOf) {
        return isRewritten
                && asOf.offsets().entrySet().stream()
                        .anyMatch(each -> each.getValue() > at(each.getKey()).end());
    }

    @SuppressWarnings("unchecked")
    private Expected fold(AggregationDefinition<?> definition, Asked asked) {
        PlainFold<Reading> fold = new PlainFold<>((AggregationDefinition<Reading>) definition);
        histories().forEach((partition, history) -> {
            if (definition.input().reads(partition.topic())) {
                LogClock clock = LogClock.START;
                for (Produced record : history.records()) {
                    if (record.offset() < history.since()
                            || asked.lost().stream().anyMatch(loss -> isIn(loss, partition, record.offset()))) {
                        continue;
                    }
                    clock = clock.after(record.stampMillis());
                    if (record.reading() != null
                            && record.offset() < asked.asOf().at(partition)) {
                        take(record, LogClock.whenCame(clock.millis(), record.stampMillis()), partition, fold);
                    }
                }
            }
        });
        Map<Cell, List<Object>> rows = fold.results();
        rows.keySet().removeIf(cell -> cell.tileMillis() < asked.expiredBefore());
        Map<Cell, List<Object>> signed = fold.signedResults();
        signed.keySet().removeIf(cell -> cell.tileMillis() < asked.expiredBefore());
        return new Expected(fold, rows, signed);
    }

    @SuppressWarnings("unchecked") // All topics are of readings.
    private static void take(Produced record, long cameMillis, PartitionId of, PlainFold<Reading> fold) {
        StreamDefinition<Reading> stream =
                (StreamDefinition<Reading>) fold.definition().input().source(of.topic()).stream();
        fold.take(stream, record.reading(), record.reading().at(), of.partition(), record.offset(), cameMillis);
    }

    private static boolean isIn(Loss loss, PartitionId partition, long offset) {
        return loss.partition().equals(partition) && loss.offsets().contains(offset);
    }

    private Says says(AggregationDefinition<?> definition, AggregationView entry) {
        Says before = entries.get(entry);
        if (before == null) {
            before = new Says(lost(definition, entry.tidemark()), newlyExpiredBefore(definition, entry));
            entries.put(entry, before);
        }
        return before;
    }

    /** What a view lacks for having been lost. */
    Set<Loss> lost(AggregationDefinition<?> definition, AggregationView entry) {
        return says(definition, entry).lost();
    }

    private Set<Loss> lost(AggregationDefinition<?> definition, Tidemark tidemark) {
        Set<Loss> lost = new HashSet<>();
        histories().forEach((partition, history) -> {
            if (definition.input().reads(partition.topic())) {
                history.lostBelow(tidemark.offset(partition))
                        .forEach(offsets -> lost.add(new Loss(partition, offsets)));
            }
        });
        return lost;
    }

    static Set<Loss> named(List<Gap> gaps) {
        Set<Loss> named = new HashSet<>();
        gaps.forEach(gap -> named.add(new Loss(gap.partition(), gap.offsets())));
        return named;
    }

    boolean isAccepted(String aggregation, Loss loss) {
        return accepted.getOrDefault(aggregation, Set.of()).contains(loss);
    }

    /** Where each partition of a definition's topic began. */
    OffsetVector since(AggregationDefinition<?> definition) {
        TreeMap<PartitionId, Long> since = new TreeMap<>();
        histories().forEach((partition, history) -> {
            if (definition.input().reads(partition.topic()) && history.since() > 0) {
                since.put(partition, history.since());
            }
        });
        return new OffsetVector(since);
    }

    /** From where on tiles of a view are kept: whatever stamps there are, by no more than the wall clock (PROTOCOL 25). */
    long expiredBefore(AggregationDefinition<?> definition, AggregationView entry) {
        return says(definition, entry).expiredBefore();
    }

    private long newlyExpiredBefore(AggregationDefinition<?> definition, AggregationView entry) {
        if (definition.retention().isEmpty() || !entry.isPublished()) {
            return Long.MIN_VALUE;
        }
        Plan plan = plans.get(entry.run());
        Long before = plan.expiredBefore().get(entry.id());
        if (plan.changesRange() && before != null) {
            return before;
        }
        long clock = PartitionHistory.NO_CLOCK;
        for (PartitionId partition : entry.tidemark().positions().keySet()) {
            clock = Math.max(clock, at(partition).clockAt(entry.tidemark().offset(partition)));
        }
        long expired = clock == PartitionHistory.NO_CLOCK
                ? Long.MIN_VALUE
                : definition
                        .tile()
                        .startOf(Math.min(clock, plan.plannedMillis())
                                - definition.retention().get().toMillis());
        return before == null ? expired : Math.max(before, expired);
    }

    /**
     * Why a window that ends so may not be called settled; empty if it may: for each partition that there was, the log clock
     * at the tidemark is past its end, or all that had come by then is below the tidemark (PROTOCOL 24).
     */
    String unsettled(AggregationDefinition<?> definition, AggregationView entry, long endMillis) {
        Plan plan = plans.get(entry.run());
        if (plan.plannedMillis() < endMillis) {
            return "its run was planned at " + plan.plannedMillis();
        }
        for (PartitionId partition : plan.partitions()) {
            long offset = entry.tidemark().offset(partition);
            PartitionHistory history = at(partition);
            if (definition.input().reads(partition.topic())
                    && history.clockAt(offset) < endMillis
                    && offset < history.endBefore(endMillis)) {
                return partition + " stands at " + offset + " with clock " + history.clockAt(offset);
            }
        }
        return "";
    }
}
