package io.tidemark.speed.query;

import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupBorders;
import io.tidemark.input.Input;
import io.tidemark.input.Source;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Behind;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.speed.consume.Topics;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.generation.RowSelection;
import io.tidemark.speed.generation.Segment;
import io.tidemark.speed.generation.SelectedRows;
import io.tidemark.speed.generation.StoredRows;
import io.tidemark.speed.state.HeldStates;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.speed.state.UnreadableStateException;
import io.tidemark.stream.Quarantined;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Answers from the states that this node's workers hold. Safe for use by many threads. */
public final class SpeedView implements RealtimeView {
    private static final int QUARANTINE_SHOWN = 20;

    private final String node;
    private final Model model;
    private final Topics topics;
    private final Leases leases;
    private final Cut cut;
    private final HeldStates states;
    private final Supplier<List<Fault>> faults;
    private final int mostLooks;

    /**
     * @param states of the partitions that are this node's at present
     * @param faults what keeps it from going on
     */
    public SpeedView(
            String node,
            Model model,
            Topics topics,
            Leases leases,
            Cut cut,
            HeldStates states,
            Supplier<List<Fault>> faults) {
        this(node, model, topics, leases, cut, states, faults, RowSelection.USUAL_LOOKS);
    }

    private SpeedView(
            String node,
            Model model,
            Topics topics,
            Leases leases,
            Cut cut,
            HeldStates states,
            Supplier<List<Fault>> faults,
            int mostLooks) {
        this.mostLooks = mostLooks;
        this.node = node;
        this.model = model;
        this.topics = topics;
        this.leases = leases;
        this.cut = cut;
        this.states = states;
        this.faults = faults;
    }

    /**
     * The same, but an answer of which more rows would have to be looked at is to be had as a scan alone; none is with {@link
     * Integer#MAX_VALUE}, whatever memory it takes.
     */
    public SpeedView lookingAt(int most) {
        return new SpeedView(node, model, topics, leases, cut, states, faults, most);
    }

    @Override
    public RealtimeAnswer read(RealtimeQuery query) {
        Map<PartitionId, Missing> unreadable = new HashMap<>();
        while (true) {
            try {
                return read(query, unreadable);
            } catch (UnreadableStateException e) {
                // Some of its rows may be in the answer already: begin it anew, without that partition.
                unreadable.put(e.partition(), new Missing(e.cut(), e.getMessage()));
            }
        }
    }

    private long mostBytes() {
        return mostLooks == Integer.MAX_VALUE ? Long.MAX_VALUE : RowSelection.USUAL_BYTES;
    }

    private SelectedRows rows(AggregationDefinition<?> definition, RealtimeQuery query, RowSelection.Reach reach) {
        return new SelectedRows(
                definition, new RowSelection(query.groups(), query.tiles(), reach, mostLooks, mostBytes()));
    }

    private RealtimeAnswer read(RealtimeQuery query, Map<PartitionId, Missing> unreadable) {
        AggregationDefinition<?> definition = definition(query.view().name());
        SelectedRows rows = rows(definition, query, RowSelection.Reach.MEMORY_AND_DISK);
        Coverage coverage = ask(query, unreadable, (state, cut) -> state.read(definition, cut, rows));
        return new RealtimeAnswer(coverage, rows.rows(), rows.through());
    }

    /** What is asked of one partition from a cut on. */
    private interface Reading {
        PartitionCoverage of(PartitionState<?> state, LogPosition cut);
    }

    private Coverage ask(RealtimeQuery query, Map<PartitionId, Missing> unreadable, Reading reading) {
        return ask(query.view(), query.partitions(), query.tidemark(), state -> {
            Missing missing = unreadable.get(state.id());
            return missing != null
                    ? missing
                    : reading.of(state, query.tidemark().at(state.id()));
        });
    }

    @Override
    public RealtimeScan scan(RealtimeQuery query) {
        return scans(query, List.of()).get(0);
    }

    @Override
    public List<RealtimeScan> scans(RealtimeQuery query, List<GroupKey> borders) {
        AggregationDefinition<?> definition = definition(query.view().name());
        Map<PartitionId, Missing> unreadable = new HashMap<>();
        while (true) {
            List<StoredRows> scans = RealtimeScan.starts(borders).stream()
                    .map(start -> new StoredRows(definition, query.from(start).groups(), query.tiles()))
                    .toList();
            try {
                Coverage coverage = ask(query, unreadable, (state, cut) -> state.scan(definition, cut, scans));
                return scans.stream()
                        .<RealtimeScan>map(rows -> rows.proving(coverage))
                        .toList();
            } catch (UnreadableStateException e) {
                scans.forEach(StoredRows::close);
                unreadable.put(e.partition(), new Missing(e.cut(), e.getMessage()));
            } catch (Throwable e) {
                scans.forEach(StoredRows::close);
                throw e;
            }
        }
    }

    @Override
    public GroupBorders borders(RealtimeQuery query, int pieces) {
        List<Segment> segments = new ArrayList<>();
        AggregationDefinition<?> definition = definition(query.view().name());
        for (PartitionState<?> state : states.all()) {
            if (definition.input().reads(state.id().topic())) {
                segments.addAll(state.segments(definition, query.tidemark().at(state.id())));
            }
        }
        long bytes = segments.stream().mapToLong(Segment::storedBytes).sum();
        return GroupBorders.of(bytes, pieces, end -> segments.stream()
                .mapToLong(segment -> segment.storedBytes(end))
                .sum());
    }

    @Override
    public RealtimeAnswer readAtOnce(RealtimeQuery query) {
        AggregationDefinition<?> definition = definition(query.view().name());
        SelectedRows rows = rows(definition, query, RowSelection.Reach.MEMORY);
        try {
            Coverage coverage = ask(
                    query.view(),
                    query.partitions(),
                    query.tidemark(),
                    state -> state.readAtOnce(definition, query.tidemark().at(state.id()), rows));
            return new RealtimeAnswer(coverage, rows.rows(), rows.through());
        } catch (UnreadableStateException e) {
            // Which takes more than one attempt to answer.
            throw WouldWaitException.INSTANCE;
        }
    }

    @Override
    public boolean isHere() {
        return true;
    }

    @Override
    public Coverage coverage(ViewId view, Tidemark tidemark) {
        AggregationDefinition<?> definition = definition(view.name());
        return ask(view, Optional.empty(), tidemark, state -> state.coverage(definition, tidemark.at(state.id())));
    }

    @Override
    public void lease(TidemarkLease lease) {
        leases.take(lease);
    }

    @Override
    public RealtimeStatus status() {
        List<PartitionStatus> partitions = new ArrayList<>();
        List<Quarantined> quarantine = new ArrayList<>();
        long quarantined = 0;
        long tombstones = 0;
        for (PartitionState<?> state : states.written()) {
            partitions.addAll(told(state));
            quarantined += state.quarantinedRecords();
            tombstones += state.tombstones();
            quarantine.addAll(state.quarantined());
        }
        states.failing().forEach((partition, fault) -> {
            if (states.written().stream().noneMatch(state -> state.id().equals(partition))) {
                partitions.addAll(unopened(partition, fault));
            }
        });
        partitions.sort(Comparator.comparing(PartitionStatus::aggregation)
                .thenComparing(PartitionStatus::topic)
                .thenComparingInt(PartitionStatus::partition));
        quarantine.sort(Comparator.comparingLong(Quarantined::timestampMillis).reversed());
        List<Quarantined> newest = quarantine.subList(0, Math.min(QUARANTINE_SHOWN, quarantine.size()));
        Map<String, String> definitions = new HashMap<>();
        model.aggregations().forEach(each -> definitions.put(each.name(), each.fingerprint()));
        return new RealtimeStatus(
                node,
                partitions,
                quarantined,
                List.copyOf(newest),
                tombstones,
                standing(),
                new RealtimeStatus.Self(definitions, -1));
    }

    /** How a partition fares that is held, with what keeps all of it from going on. */
    private List<PartitionStatus> told(PartitionState<?> state) {
        List<PartitionStatus> fares = state.status(topics.logEnd(state.id()));
        Fault fault = states.failing().get(state.id());
        return fault == null
                ? fares
                : fares.stream().map(one -> failing(one, fault)).toList();
    }

    private static PartitionStatus failing(PartitionStatus one, Fault fault) {
        List<Fault> faults = new ArrayList<>(one.faults());
        faults.add(fault);
        return new PartitionStatus(
                one.aggregation(),
                one.topic(),
                one.partition(),
                one.position(),
                one.logEnd(),
                one.logClockMillis(),
                one.epochs(),
                one.rows(),
                one.replaying(),
                faults);
    }

    /** A partition that is this node's and whose state is not open. */
    private List<PartitionStatus> unopened(PartitionId partition, Fault fault) {
        return model.aggregations().stream()
                .filter(definition -> definition.input().reads(partition.topic()))
                .map(definition -> new PartitionStatus(
                        definition.name(),
                        partition.topic(),
                        partition.partition(),
                        0,
                        -1,
                        LogClock.NONE,
                        0,
                        0,
                        0,
                        List.of(fault)))
                .toList();
    }

    private List<Fault> standing() {
        Set<Fault> standing = new LinkedHashSet<>(faults.get());
        standing.addAll(states.failing().values());
        states.written().forEach(state -> standing.addAll(state.stopped()));
        return List.copyOf(standing);
    }

    @Override
    public void close() {
        // The node closes its workers.
    }

    /** What is asked of one partition. */
    private interface Question {
        PartitionCoverage ask(PartitionState<?> state);
    }

    private Coverage ask(ViewId view, Optional<Set<PartitionId>> partitions, Tidemark tidemark, Question question) {
        AggregationDefinition<?> definition = definition(view.name());
        boolean same = cut.answersFor(view.fingerprint(), definition.fingerprint());
        Input<?> input = definition.input();
        TreeMap<PartitionId, PartitionCoverage> answers = new TreeMap<>();
        LogId log = null; // All partitions of a topic are of one, whose place beside the tidemark is looked up once.
        Optional<PartitionCoverage> otherLog = Optional.empty();
        for (PartitionState<?> state : states.all()) {
            PartitionId partition = state.id();
            if (input.reads(partition.topic())
                    && (partitions.isEmpty() || partitions.get().contains(partition))) {
                if (!partition.log().equals(log)) {
                    log = partition.log();
                    otherLog = otherLog(tidemark, log);
                }
                if (!same) {
                    answers.put(partition, otherDefinition(definition, view, tidemark.offset(partition)));
                } else if (otherLog.isPresent()) {
                    answers.put(partition, otherLog.get());
                } else {
                    answers.put(partition, missingIfFaulty(partition, question.ask(state)));
                }
            }
        }
        states.failing().forEach((partition, fault) -> {
            boolean isAsked = partitions.isEmpty() || partitions.get().contains(partition);
            if (input.reads(partition.topic()) && isAsked && !answers.containsKey(partition)) {
                answers.put(partition, new Missing(tidemark.offset(partition), "cannot be opened, " + fault.fault()));
            }
        });
        return new Coverage(partitionCounts(input), answers);
    }

    private SortedMap<LogId, Integer> partitionCounts(Input<?> input) {
        List<? extends Source<?, ?>> sources = input.sources();
        if (sources.size() == 1) {
            return topics.partitionCount(sources.get(0).topic());
        }
        TreeMap<LogId, Integer> counts = new TreeMap<>();
        sources.forEach(source -> counts.putAll(topics.partitionCount(source.topic())));
        return counts;
    }

    /** What is behind catches up by itself, unless something is wrong: then nobody knows what is missing, or how much. */
    private PartitionCoverage missingIfFaulty(PartitionId partition, PartitionCoverage coverage) {
        if (!(coverage instanceof Behind behind)) {
            return coverage;
        }
        Fault fault = states.failing().get(partition);
        return fault == null
                ? behind
                : new Missing(behind.asOf(), behind.reason() + " (" + fault.code() + ": " + fault.fault() + ")");
    }

    /** PROTOCOL 23: offsets of another log mean nothing here. */
    private static Optional<PartitionCoverage> otherLog(Tidemark tidemark, LogId log) {
        return tidemark.namesake(log)
                .map(other -> new Missing(
                        0,
                        "the tidemark is of the log with " + other.describe() + ", and what is read has "
                                + log.describe()));
    }

    private Missing otherDefinition(AggregationDefinition<?> definition, ViewId asked, long cut) {
        return new Missing(
                cut,
                "node " + node + " runs definition " + definition.fingerprint() + " of " + definition.name() + ", not "
                        + asked.fingerprint());
    }

    private AggregationDefinition<?> definition(String aggregation) {
        return model.aggregation(aggregation)
                .orElseThrow(() -> new RealtimeUnavailableException(
                        "aggregation \"" + aggregation + "\": is not in the model of node " + node
                                + "; run it with the same model",
                        null));
    }
}
