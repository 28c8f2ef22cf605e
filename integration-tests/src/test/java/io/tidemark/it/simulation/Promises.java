package io.tidemark.it.simulation;

import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.fold.GroupKey;
import io.tidemark.it.simulation.Oracle.Expected;
import io.tidemark.it.simulation.Oracle.Loss;
import io.tidemark.it.simulation.Violation.Kind;
import io.tidemark.it.simulation.Windows.Place;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import io.tidemark.usercode.UserCodeException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of a world, and the violations of it. */
final class Promises {
    private final World world;
    private final Oracle present;
    /** The one that is judged by at the moment. */
    private Oracle oracle;
    /** Judges by what was there before the log was rewritten. */
    private Optional<Oracle> former = Optional.empty();

    private final ManifestStore manifests;
    private final Equality equality;
    private int turn;

    Promises(World world, Oracle oracle, ManifestStore manifests, Equality equality) {
        this.equality = equality;
        this.world = world;
        this.oracle = oracle;
        this.present = oracle;
        this.manifests = manifests;
    }

    /**
     * After every step: every answer of every node equals the plain fold below its asOf. The nodes take turns in being asked
     * with each speed replica alone too: what is wrong there stays wrong for a while.
     */
    void checkAnswers() {
        turn++;
        for (int n = 0; n < world.nodes.size(); n++) {
            checkAnswers(n, turn % world.nodes.size() == n ? Integer.MAX_VALUE : 1);
        }
    }

    /** The same, each node in each way. */
    void checkAllAnswers() {
        for (int n = 0; n < world.nodes.size(); n++) {
            checkAnswers(n, Integer.MAX_VALUE);
        }
    }

    void checkNode(int index) {
        checkAnswers(index, 1);
    }

    private void checkAnswers(int index, int ways) {
        ServingReplica node = world.nodes.get(index);
        if (node.isUp()) {
            for (AggregationDefinition<?> definition : node.model().aggregations()) {
                for (int way = 0; way < Math.min(ways, node.ways()); way++) {
                    check(
                            "node " + index + (way == 0 ? "" : " with speed replica " + (way - 1) + " alone"),
                            definition,
                            node.answer(definition, way));
                }
            }
        }
    }

    void rewritten(Oracle before) {
        former = Optional.of(before);
    }

    /** All of an answer must be so in one history of the log: as it is now, or as it was before it was rewritten. */
    private void inOneHistory(Runnable check) {
        if (former.isEmpty()) {
            check.run();
            return;
        }
        try {
            check.run();
        } catch (Violation | UserCodeException now) {
            oracle = former.get();
            try {
                check.run();
            } catch (Violation then) {
                throw new Violation(then.kind(), now.getMessage() + "; as it was before: " + then.getMessage());
            }
        } finally {
            oracle = present;
        }
    }

    private void check(String asked, AggregationDefinition<?> definition, MergedAnswer answer) {
        inOneHistory(() -> checkAnswer(asked, definition, answer));
    }

    private void checkAnswer(String asked, AggregationDefinition<?> definition, MergedAnswer answer) {
        AggregationView entry = answer.proof().entry();
        OffsetVector asOf = answer.proof().asOf().offsets();
        requireTrue(asked, definition, entry);
        requireEqual(
                asked,
                definition,
                "expired",
                expired(definition, entry),
                answer.proof().expired());
        Expected expected = oracle.answer(definition, asOf, entry);
        Map<Cell, List<Object>> actual = new TreeMap<>();
        for (AnswerRow row : answer.rows()) {
            long tileMillis = definition.tile().startOf(row.firstMillis());
            actual.put(new Cell(row.group(), tileMillis), row.metrics());
            requireSettled(asked, definition, entry, row);
        }
        if (!equality.areSame(expected, actual)) {
            throw new Violation(
                    Kind.WRONG_ANSWER,
                    asked + ", " + definition.name() + " as of " + asOf.offsets() + " on manifest "
                            + answer.proof().manifest() + " with tidemark "
                            + entry.tidemark().offsets().offsets() + ", "
                            + answer.proof().coverage() + ": " + Difference.of(expected.rows(), actual));
        }
    }

    private Optional<TimeRange> expired(AggregationDefinition<?> definition, AggregationView entry) {
        long before = oracle.expiredBefore(definition, entry);
        return before == Long.MIN_VALUE ? Optional.empty() : Optional.of(new TimeRange(Long.MIN_VALUE, before));
    }

    /** What an answer says of the view that it is from. */
    private void requireTrue(String asked, AggregationDefinition<?> definition, AggregationView entry) {
        if (!entry.isPublished()) {
            return;
        }
        Set<Loss> lost = oracle.lost(definition, entry);
        requireEqual(asked, definition, "lost", lost, Oracle.named(entry.gaps()));
        for (Loss loss : lost) {
            if (!oracle.isAccepted(definition.name(), loss)) {
                throw new Violation(
                        Kind.WRONG_ANSWER,
                        asked + ", " + definition.name() + " passed " + loss + ", and no operator said that it may");
            }
        }
        OffsetVector since = oracle.since(definition);
        boolean isSame = since.covers(entry.since()) && entry.since().covers(since);
        requireEqual(asked, definition, "since", since, isSame ? since : entry.since());
        requireEqual(
                asked,
                definition,
                "expired before",
                oracle.expiredBefore(definition, entry),
                entry.expiredBeforeMillis());
    }

    private static void requireEqual(
            String asked, AggregationDefinition<?> definition, String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new Violation(
                    Kind.WRONG_ANSWER,
                    asked + ", " + definition.name() + ", " + what + ": expected " + expected + " but it says "
                            + actual);
        }
    }

    private void requireSettled(
            String asked, AggregationDefinition<?> definition, AggregationView entry, AnswerRow row) {
        String why = row.settled() ? present.unsettled(definition, entry, row.endMillis()) : "";
        // What is settled is the batch layer's to say, whatever history realtime goes on from.
        boolean wasSettled = !why.isEmpty()
                && former.filter(before -> before.unsettled(definition, entry, row.endMillis())
                                .isEmpty())
                        .isPresent();
        if (!why.isEmpty() && !wasSettled) {
            throw new Violation(
                    Kind.WRONG_ANSWER,
                    asked + ", " + definition.name() + " calls the window that ends at " + row.endMillis()
                            + " settled, and " + why);
        }
    }

    /** One node asked for windows of each kind, by pages of so many rows, for the best groups and for all. */
    void checkWindows(int index, Asking asking, int limit) {
        ServingReplica node = world.nodes.get(index);
        if (node.isUp()) {
            for (AggregationDefinition<?> definition : node.model().aggregations()) {
                Asked asked = new Asked(definition, asking.of(definition), limit);
                inOneHistory(() -> checkPages("node " + index, node, asked));
                if (asked.isRankable()) {
                    inOneHistory(() -> checkTop("node " + index, node, asked));
                }
                inOneHistory(() -> checkGroups("node " + index, node, asked));
            }
        }
    }

    private TreeMap<Place, List<Object>> expected(Asked asked, Proof proof) {
        Expected expected = oracle.answer(asked.definition(), proof.asOf().offsets(), proof.entry());
        if (asked.asking().isOfSessions()) {
            TimeRange range = asked.asking().plan(asked.definition().tile()).asked();
            return Windows.sessions(expected.fold(), range, asked.metrics());
        }
        return Windows.of(expected.signed(), asked, oracle.expiredBefore(asked.definition(), proof.entry()));
    }

    private void checkPages(String place, ServingReplica node, Asked asked) {
        List<AnswerRow> rows = new ArrayList<>();
        MergedAnswer page = node.page(asked, Optional.empty());
        TreeMap<Place, List<Object>> windows = expected(asked, page.proof());
        rows.addAll(page.rows());
        while (page.next().isPresent() && rows.size() <= windows.size()) {
            MergedAnswer next = node.page(asked, page.next());
            if (!next.proof().asOf().equals(page.proof().asOf())) {
                return; // A store failed on one of the two, or was mended: they are pages of two answers.
            }
            page = next;
            rows.addAll(page.rows());
        }
        List<Place> places = new ArrayList<>(windows.keySet());
        if (asked.order() == Page.Order.LATEST_FIRST) {
            places.sort(Comparator.comparing(Place::group)
                    .thenComparing(each -> each.window().firstMillis(), Comparator.reverseOrder()));
        }
        requireRows(place + ", pages of " + asked.limit(), asked, windows, places, rows);
    }

    private void checkTop(String place, ServingReplica node, Asked asked) {
        MergedAnswer top = node.top(asked);
        TreeMap<Place, List<Object>> windows = expected(asked, top.proof());
        List<Place> best = windows.keySet().stream()
                .sorted(Comparator.<Place, Long>comparing(
                                each -> -(Long) windows.get(each).get(0))
                        .thenComparing(Place::group))
                .limit(asked.limit())
                .toList();
        requireRows(place + ", the best " + asked.limit(), asked, windows, best, top.rows());
    }

    private static void requireRows(
            String place, Asked asked, Map<Place, List<Object>> windows, List<Place> expected, List<AnswerRow> rows) {
        List<Place> actual = rows.stream()
                .map(row -> new Place(row.group(), new TimeRange(row.firstMillis(), row.endMillis())))
                .toList();
        requireEqual(place + ", " + asked.asking(), asked.definition(), "rows", expected, actual);
        for (int i = 0; i < rows.size(); i++) {
            List<Object> metrics = windows.get(expected.get(i));
            if (!Windows.areSame(metrics, rows.get(i).metrics())) {
                requireEqual(
                        place + ", " + asked.asking() + " " + expected.get(i),
                        asked.definition(),
                        "metrics",
                        metrics,
                        rows.get(i).metrics());
            }
        }
    }

    private void checkGroups(String place, ServingReplica node, Asked asked) {
        GroupListing listing = node.groups(asked);
        Expected expected = oracle.answer(
                asked.definition(),
                listing.proof().asOf().offsets(),
                listing.proof().entry());
        WindowPlan plan = asked.asking().plan(asked.definition().tile());
        // A listing goes by tiles.
        List<GroupKey> groups = expected.rows().keySet().stream()
                .filter(cell -> plan.tiles().contains(cell.tileMillis()))
                .map(Cell::group)
                .distinct()
                .limit(asked.limit())
                .toList();
        requireEqual(
                place + ", " + asked.asking(),
                asked.definition(),
                "groups",
                groups,
                listing.groups().stream().map(GroupListing.Group::key).toList());
    }

    /** Every view that was ever published can still be asked, and equals the plain fold left of its tidemark. */
    void checkHistory(ServingReplica node) {
        for (long number = manifests.newest().number(); number > 0; number--) {
            Manifest manifest = manifests.manifest(number).orElseThrow();
            for (AggregationDefinition<?> definition : node.model().aggregations()) {
                if (manifest.view(definition.id()).isPresent()) {
                    check("node 0 as of manifest " + number, definition, node.earlierAnswer(definition, number));
                }
            }
        }
    }

    static void requireNotBack(AggregationView old, AggregationView after) {
        OffsetVector then = old.tidemark().offsets();
        OffsetVector now = after.tidemark().offsets();
        if (old.fingerprint().equals(after.fingerprint()) && !now.covers(then)) {
            throw new Violation(
                    Kind.WENT_BACK,
                    "run " + after.run() + " took the tidemark of " + after.aggregation() + " back from "
                            + then.offsets() + " to " + now.offsets());
        }
    }

    /** What one node has answered, another one answers no older; or not, if it has not come so far. */
    void checkNoOlder(ServingReplica node, ServingReplica other) {
        asOf(node).forEach((aggregation, seen) -> other.asOfNoOlder(aggregation, seen)
                .filter(answered -> !answered.covers(seen))
                .ifPresent(answered -> {
                    throw new Violation(
                            Kind.WENT_BACK,
                            "an answer about " + aggregation + " that was to be no older than " + seen.offsets()
                                    + " is as of " + answered.offsets());
                }));
    }

    static Map<String, OffsetVector> asOf(ServingReplica node) {
        Map<String, OffsetVector> asOf = new HashMap<>();
        node.model()
                .aggregations()
                .forEach(definition -> asOf.put(
                        definition.name(), node.proof(definition, 0).asOf().offsets()));
        return asOf;
    }

    record Leased(int node, String aggregation, long manifest) {}

    /** How far a replica answers each node that holds a lease there. */
    Map<Leased, OffsetVector> leased(int index) {
        Map<Leased, OffsetVector> leased = new HashMap<>();
        for (int n = 0; n < world.nodes.size(); n++) {
            ServingReplica node = world.nodes.get(n);
            if (!node.isUp()) {
                continue;
            }
            for (AggregationDefinition<?> definition : node.model().aggregations()) {
                if (world.speed.get(index).isLeased(definition.id(), node.tidemark(definition))) {
                    Proof proof = node.proof(definition, 1 + index);
                    leased.put(
                            new Leased(n, definition.name(), proof.manifest()),
                            proof.asOf().offsets());
                }
            }
        }
        return leased;
    }

    /** A replica that finds its tidemark in the log gets from there to the log's end, without any help from batch. */
    void requireCaughtUp(int index, Set<PartitionId> stopped) {
        Manifest newest = manifests.newest();
        for (AggregationDefinition<?> definition : world.model().aggregations()) {
            Tidemark tidemark = newest.viewOrEmpty(definition.id()).tidemark();
            Coverage coverage = world.speed.get(index).coverage(definition.id(), tidemark);
            for (PartitionId partition : world.partitions(definition)) {
                boolean isReachable = tidemark.offset(partition)
                        >= world.log.startOffsets(partition.topic()).get(partition.partition());
                PartitionCoverage reached = coverage.partitions().get(partition);
                // Past holes at the end, too (PROTOCOL 22).
                long end = world.log.endOffsets(partition.topic()).get(partition.partition());
                if (isReachable
                        && !stopped.contains(partition)
                        && !(reached instanceof Covered covered && covered.asOf() >= end)) {
                    throw new Violation(
                            Kind.STUCK,
                            "speed replica " + index + ", " + definition.name() + ", partition " + partition + ": "
                                    + reached
                                    + " from tidemark " + tidemark.offset(partition) + ", and the log ends at " + end);
                }
            }
        }
    }

    void requireCurrent(int index) {
        ServingReplica node = world.nodes.get(index);
        long newest = manifests.newest().number();
        for (AggregationDefinition<?> definition : node.model().aggregations()) {
            for (int way = 0; way < node.ways(); way++) {
                MergedAnswer answer = node.answer(definition, way);
                String place = "node " + index + ", " + definition.name() + ", asked in way " + way;
                if (answer.proof().manifest() != newest) {
                    throw new Violation(
                            Kind.STUCK,
                            place + ": stays on manifest " + answer.proof().manifest() + " of " + newest + ": "
                                    + node.waiting());
                }
                for (PartitionId partition : world.partitions(definition)) {
                    if (answer.proof().asOf().offsets().at(partition)
                                    < oracle.at(partition).end()
                            || !answer.proof().asOf().isComplete()) {
                        throw new Violation(
                                Kind.STUCK,
                                place + ": as of " + answer.proof().asOf() + ", and partition " + partition
                                        + " ends at " + oracle.at(partition).end());
                    }
                }
            }
        }
    }
}
