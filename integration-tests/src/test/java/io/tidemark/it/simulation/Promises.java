package io.tidemark.it.simulation;

import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.it.simulation.Violation.Kind;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.serving.merge.AnswerRow;
import io.tidemark.serving.merge.MergedAnswer;
import io.tidemark.serving.merge.Proof;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What must hold of a world, and the violations of it. */
final class Promises {
    private final World world;
    private final Oracle oracle;
    private final ManifestStore manifests;

    Promises(World world, Oracle oracle, ManifestStore manifests) {
        this.world = world;
        this.oracle = oracle;
        this.manifests = manifests;
    }

    /** After every step: every answer of every node, asked in every way, equals the plain fold below its asOf. */
    void checkAnswers() {
        for (int n = 0; n < world.nodes.size(); n++) {
            ServingReplica node = world.nodes.get(n);
            if (node.isUp()) {
                for (AggregationDefinition<?> definition : node.model().aggregations()) {
                    for (int way = 0; way < node.ways(); way++) {
                        check(
                                "node " + n + (way == 0 ? "" : " with speed replica " + (way - 1) + " alone"),
                                definition,
                                node.answer(definition, way));
                    }
                }
            }
        }
    }

    private void check(String asked, AggregationDefinition<?> definition, MergedAnswer answer) {
        OffsetVector asOf = answer.proof().asOf().offsets();
        requireNothingExpiredEarly(asked, definition, answer.proof().entry());
        Map<Cell, List<Object>> expected =
                oracle.answer(definition, asOf, answer.proof().entry());
        Map<Cell, List<Object>> actual = new TreeMap<>();
        for (AnswerRow row : answer.rows()) {
            long tileMillis = definition.tile().startOf(row.firstMillis());
            actual.put(new Cell(row.group(), tileMillis), row.metrics());
        }
        if (!actual.equals(expected)) {
            throw new Violation(
                    Kind.WRONG_ANSWER,
                    asked + ", " + definition.name() + " as of " + asOf.offsets() + " on manifest "
                            + answer.proof().manifest() + " with tidemark "
                            + answer.proof().entry().tidemark().offsets().offsets() + ", "
                            + answer.proof().coverage() + ": " + Difference.of(expected, actual));
        }
    }

    /** Whatever stamps there are, what is younger than the retention by the wall clock is there (PROTOCOL 25). */
    private void requireNothingExpiredEarly(String asked, AggregationDefinition<?> definition, AggregationView entry) {
        long bound = definition
                .retention()
                .map(kept -> definition.tile().startOf(world.clock.millis() - kept.toMillis()))
                .orElse(Long.MIN_VALUE);
        if (entry.expiredBeforeMillis() > bound) {
            throw new Violation(
                    Kind.WRONG_ANSWER,
                    asked + ", " + definition.name() + ": tiles before " + entry.expiredBeforeMillis()
                            + " are expired, and by the wall clock none from " + bound + " on may be");
        }
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

    static Map<String, OffsetVector> asOf(ServingReplica node) {
        Map<String, OffsetVector> asOf = new HashMap<>();
        node.model()
                .aggregations()
                .forEach(definition -> asOf.put(
                        definition.name(),
                        node.answer(definition, 0).proof().asOf().offsets()));
        return asOf;
    }

    record Asked(int node, String aggregation, long manifest) {}

    /** How far a replica answers each node that holds a lease there. */
    Map<Asked, OffsetVector> leased(int index) {
        Map<Asked, OffsetVector> leased = new HashMap<>();
        for (int n = 0; n < world.nodes.size(); n++) {
            ServingReplica node = world.nodes.get(n);
            if (!node.isUp()) {
                continue;
            }
            for (AggregationDefinition<?> definition : node.model().aggregations()) {
                Proof proof = node.answer(definition, 1 + index).proof();
                if (world.speed
                        .get(index)
                        .isLeased(definition.id(), proof.entry().tidemark())) {
                    Asked asked = new Asked(n, definition.name(), proof.manifest());
                    leased.put(asked, proof.asOf().offsets());
                }
            }
        }
        return leased;
    }

    /** A replica that finds its tidemark in the log gets from there to the log's end, without any help from batch. */
    void requireCaughtUp(int index) {
        Manifest newest = manifests.newest();
        for (AggregationDefinition<?> definition : world.model().aggregations()) {
            Tidemark tidemark = newest.viewOrEmpty(definition.id()).tidemark();
            Coverage coverage = world.speed.get(index).coverage(definition.id(), tidemark);
            for (int p = 0; p < world.partitions(); p++) {
                PartitionId partition = world.log.partition(Reading.TOPIC, p);
                boolean isReachable = tidemark.offset(partition)
                        >= world.log.startOffsets(Reading.TOPIC).get(p);
                PartitionCoverage reached = coverage.partitions().get(partition);
                if (isReachable && !(reached instanceof Covered covered && covered.asOf() >= oracle.end(p))) {
                    throw new Violation(
                            Kind.STUCK,
                            "speed replica " + index + ", " + definition.name() + ", partition " + p + ": " + reached
                                    + " from tidemark " + tidemark.offset(partition) + ", and the log ends at "
                                    + oracle.end(p));
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
                for (int p = 0; p < world.partitions(); p++) {
                    if (answer.proof().asOf().offsets().at(world.log.partition(Reading.TOPIC, p)) < oracle.end(p)
                            || !answer.proof().asOf().isComplete()) {
                        throw new Violation(
                                Kind.STUCK,
                                place + ": as of " + answer.proof().asOf() + ", and partition " + p + " ends at "
                                        + oracle.end(p));
                    }
                }
            }
        }
    }
}
