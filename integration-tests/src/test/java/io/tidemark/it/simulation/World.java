package io.tidemark.it.simulation;

import io.tidemark.batch.archive.ArchiveProgress;
import io.tidemark.batch.archive.ArchiveSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.it.simulation.History.Setting;
import io.tidemark.it.simulation.Violation.Kind;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RunRequest;
import io.tidemark.serving.merge.AnswerRow;
import io.tidemark.serving.merge.MergedAnswer;
import io.tidemark.serving.merge.Proof;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.ManualClock;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.tidemark.CutRule;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * One topic and all processes around it: two speed replicas, two archive writers, two batch processes, three serving
 * nodes. {@link #check} asks every serving node everything.
 */
final class World {
    static final int PARTITIONS = 2;
    static final int MOST_PARTITIONS = 3;
    static final int TILES = 4;
    private static final BatchInterval INTERVAL = new BatchInterval(10);
    private static final Duration LEASE = Duration.ofMillis(30);
    private static final long HOUR = 3_600_000;
    private static final ArchiveSettings WITH_ROOM = ArchiveSettings.DEFAULT
            .withInterval(INTERVAL)
            .withIdleGrace(Duration.ofMillis(3))
            .withMaxClockLead(Duration.ofMillis(8))
            .withRetryPause(Duration.ofMillis(2));
    private static final ArchiveSettings WITHOUT_ROOM = WITH_ROOM.withMemoryBytes(1);
    /** At this log clock, in milliseconds, the oldest tile expires. */
    private static final long EXPIRY = 106;

    private static final Map<Definitions, Model> MODELS = new ConcurrentHashMap<>();

    final ManualClock clock = new ManualClock(Instant.ofEpochMilli(100));
    final InMemoryEventLog log = new InMemoryEventLog();
    final List<SpeedReplica> speed = new ArrayList<>();
    final List<ArchiveProcess> archives = new ArrayList<>();
    final List<RunProcess> runs = new ArrayList<>();
    final List<ServingReplica> nodes = new ArrayList<>();
    private final Setting setting;
    private final Oracle oracle = new Oracle();
    private final ManifestStore manifests;
    private Reading.Versions versions = Reading.Versions.FIRST;

    private record Definitions(Reading.Versions versions, boolean expiring) {}

    World(Set<CutRule> rules, Setting setting) {
        this.setting = setting;
        log.create(Reading.TOPIC, PARTITIONS, setting.appendTime());
        FileTree tree = new FileTree();
        Storage storage = Storage.on(new MemoryFileSystem(tree, clock), new Path("/"));
        manifests = new ManifestStore(storage, clock, rules);
        FileBatchViews views = new FileBatchViews(storage, manifests);
        for (int i = 0; i < 2; i++) {
            speed.add(new SpeedReplica("speed-" + i, log, views, clock, INTERVAL, rules));
            archives.add(new ArchiveProcess(new MemoryFileSystem(tree, clock), log, clock, rules));
            runs.add(new RunProcess("run-" + i, new MemoryFileSystem(tree, clock), clock, rules));
        }
        for (int i = 0; i < 3; i++) {
            nodes.add(new ServingReplica("node-" + i, views, speed, clock, LEASE, rules));
        }
        speed.forEach(replica -> replica.start(model()));
        archives.forEach(archive -> archive.start(model(), WITH_ROOM));
        nodes.forEach(node -> node.start(model()));
    }

    // ---- moves

    Model model() {
        return MODELS.computeIfAbsent(new Definitions(versions, setting.expiring()), World::model);
    }

    private static Model model(Definitions definitions) {
        Duration retention = Duration.ofMillis(EXPIRY - tileMillis(1));
        return Reading.model(
                definitions.versions(), definitions.expiring() ? Optional.of(retention) : Optional.empty());
    }

    int partitions() {
        return log.describe(Reading.TOPIC).partitions();
    }

    /** Two tiles on one day and one on each of the next two: in three files of a view. */
    static long tileMillis(int tile) {
        return new long[] {-2, -1, 0, 24}[tile] * HOUR;
    }

    void produce(Move.Produce move) {
        if (move.partition() >= partitions()) {
            return;
        }
        if (move.content() == Move.Content.HOLE) {
            log.skipOffset(Reading.TOPIC, move.partition());
            return;
        }
        Reading reading =
                switch (move.content()) {
                    case READING -> reading(move, "abc".substring(move.number() % 3, move.number() % 3 + 1));
                    case BROKEN -> reading(move, Reading.BROKEN);
                    case GARBAGE, EMPTY, HOLE -> null;
                };
        byte[] garbage = move.content() == Move.Content.EMPTY ? null : "garbage".getBytes(StandardCharsets.UTF_8);
        // The broker's own stamps hardly go back.
        int stamp = setting.appendTime() ? (move.stamp() < -5 ? -1 : 0) : move.stamp();
        long offset = log.append(
                Reading.TOPIC, move.partition(), clock.millis() + stamp, reading == null ? garbage : reading.json());
        oracle.produced(move.partition(), offset, reading);
    }

    private static Reading reading(Move.Produce move, String sensor) {
        return new Reading(sensor, tileMillis(move.tile()) + move.number(), move.number());
    }

    void truncate(int partition, int offsets) {
        if (partition < partitions()) {
            long start = log.startOffsets(Reading.TOPIC).get(partition);
            log.truncate(Reading.TOPIC, partition, start + offsets);
        }
    }

    void addPartition() {
        if (partitions() < MOST_PARTITIONS) {
            log.addPartitions(Reading.TOPIC, 1);
        }
    }

    void redefine(String aggregation) {
        versions = versions.changed(aggregation);
    }

    void archive(int writer, Consumer<ArchiveProcess> work) {
        ArchiveProcess process = archives.get(writer);
        try {
            work.accept(process);
        } catch (ProcessKilled killed) {
            restartArchive(writer, true);
        }
        for (ArchiveProgress progress : process.progress()) {
            if (!progress.fault().isEmpty()) {
                throw new Violation(Kind.FAULT, "archive writer " + writer + ": " + progress.fault());
            }
        }
    }

    void restartArchive(int writer, boolean room) {
        archives.get(writer).start(model(), room ? WITH_ROOM : WITHOUT_ROOM);
    }

    void compute(int slot, RunRequest request) {
        RunProcess run = runs.get(slot);
        if (!run.isBusy()) {
            try {
                run.compute(model(), request);
            } catch (ProcessKilled killed) {
                run.kill();
            }
        }
    }

    void publish(int slot) {
        RunProcess run = runs.get(slot);
        if (!run.isBusy()) {
            return;
        }
        Manifest before = manifests.newest();
        try {
            RunResult result = run.publish();
            if (!result.failures().isEmpty()) {
                throw new Violation(Kind.FAULT, "run " + slot + ": " + result.failures());
            }
        } catch (ProcessKilled killed) {
            run.kill();
        }
        manifests.newest().aggregations().values().forEach(after -> before.aggregation(after.aggregation())
                .ifPresent(old -> requireNotBack(old, after)));
    }

    private static void requireNotBack(AggregationView old, AggregationView after) {
        OffsetVector then = old.tidemark().offsets();
        OffsetVector now = after.tidemark().offsets();
        if (old.fingerprint().equals(after.fingerprint()) && !now.covers(then)) {
            throw new Violation(
                    Kind.WENT_BACK,
                    "run " + after.run() + " took the tidemark of " + after.aggregation() + " back from "
                            + then.offsets() + " to " + now.offsets());
        }
    }

    void revert(String aggregation) {
        Manifest newest = manifests.newest();
        Optional<AggregationView> now = newest.aggregation(aggregation);
        Optional<AggregationView> before = manifests
                .manifest(newest.number() - 1)
                .flatMap(manifest -> manifest.aggregation(aggregation))
                .filter(view -> view.fingerprint().equals(now.orElseThrow().fingerprint()));
        before.ifPresent(view -> manifests.publish(newest, view));
    }

    void follow(int index) {
        ServingReplica node = nodes.get(index);
        if (!node.isUp()) {
            return;
        }
        Map<String, OffsetVector> before = asOf(node);
        node.follow();
        if (!node.faults().isEmpty()) {
            throw new Violation(Kind.FAULT, "node " + index + ": " + node.faults());
        }
        asOf(node).forEach((aggregation, after) -> {
            if (!after.covers(before.get(aggregation))) {
                throw new Violation(
                        Kind.WENT_BACK,
                        "a flip of node " + index + " took asOf of " + aggregation + " back from "
                                + before.get(aggregation).offsets() + " to " + after.offsets());
            }
        });
    }

    private static Map<String, OffsetVector> asOf(ServingReplica node) {
        Map<String, OffsetVector> asOf = new HashMap<>();
        node.model()
                .aggregations()
                .forEach(definition -> asOf.put(
                        definition.name(),
                        node.answer(definition, 0).proof().asOf().offsets()));
        return asOf;
    }

    /** What a replica knows, it goes on knowing for whoever leases the tidemark that it is asked from (PROTOCOL 3). */
    void learn(int index) {
        SpeedReplica replica = speed.get(index);
        Map<Asked, OffsetVector> before = leased(index);
        replica.learn();
        Map<Asked, OffsetVector> after = leased(index);
        before.forEach((asked, then) -> {
            OffsetVector now = after.getOrDefault(asked, then);
            if (!now.covers(then)) {
                throw new Violation(
                        Kind.WENT_BACK,
                        "speed replica " + index + " forgot what is leased: " + asked + " went back from "
                                + then.offsets() + " to " + now.offsets());
            }
        });
    }

    private record Asked(int node, String aggregation, long manifest) {}

    /** How far a replica answers each node that holds a lease there. */
    private Map<Asked, OffsetVector> leased(int index) {
        Map<Asked, OffsetVector> leased = new HashMap<>();
        for (int n = 0; n < nodes.size(); n++) {
            ServingReplica node = nodes.get(n);
            if (!node.isUp()) {
                continue;
            }
            for (AggregationDefinition<?> definition : node.model().aggregations()) {
                Proof proof = node.answer(definition, 1 + index).proof();
                if (speed.get(index)
                        .isLeased(
                                definition.name(),
                                definition.fingerprint(),
                                proof.entry().tidemark())) {
                    Asked asked = new Asked(n, definition.name(), proof.manifest());
                    leased.put(asked, proof.asOf().offsets());
                }
            }
        }
        return leased;
    }

    void toggle(int index) {
        ServingReplica node = nodes.get(index);
        if (node.isUp()) {
            node.stop();
        } else {
            node.start(model());
        }
    }

    // ---- what must hold

    /** After every step: every answer of every node, asked in every way, equals the plain fold below its asOf. */
    void check() {
        for (int n = 0; n < nodes.size(); n++) {
            ServingReplica node = nodes.get(n);
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

    /** When all is well again and everything has had its turn, everybody knows everything. */
    void drain() {
        runs.forEach(RunProcess::kill);
        speed.forEach(replica -> {
            if (replica.model() != model()) {
                replica.start(model());
            }
        });
        for (int i = 0; i < archives.size(); i++) {
            restartArchive(i, false);
        }
        nodes.forEach(node -> {
            if (!node.isUp() || node.model() != model()) {
                node.start(model());
            }
        });
        settle();
        for (int r = 0; r < speed.size(); r++) {
            requireCaughtUp(r);
        }
        for (int round = 0; round < 4; round++) {
            settle();
            for (int i = 0; i < 3; i++) {
                archive(0, ArchiveProcess::pollAll);
            }
            compute(0, new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, true));
            publish(0);
            check();
        }
        // The archive has each record once: made from it alone, the views are the same.
        compute(0, new RunRequest.Recompute(Set.of(), TimeRange.ALL));
        publish(0);
        settle();
        check();
        for (int n = 0; n < nodes.size(); n++) {
            requireCurrent(n);
        }
        checkHistory(nodes.get(0));
    }

    /** Every view that was ever published can still be asked, and equals the plain fold left of its tidemark. */
    private void checkHistory(ServingReplica node) {
        for (long number = manifests.newest().number(); number > 0; number--) {
            Manifest manifest = manifests.manifest(number).orElseThrow();
            for (AggregationDefinition<?> definition : node.model().aggregations()) {
                if (manifest.aggregation(definition.name())
                        .filter(view -> view.fingerprint().equals(definition.fingerprint()))
                        .isPresent()) {
                    check("node 0 as of manifest " + number, definition, node.earlierAnswer(definition, number));
                }
            }
        }
    }

    private void settle() {
        for (int turn = 0; turn < 2; turn++) {
            for (int r = 0; r < speed.size(); r++) {
                learn(r);
                for (int i = 0; i < 3; i++) {
                    speed.get(r).pollAll();
                }
            }
            for (int n = 0; n < nodes.size(); n++) {
                nodes.get(n).hear();
                follow(n);
            }
        }
    }

    /** A replica that finds its tidemark in the log gets from there to the log's end, without any help from batch. */
    private void requireCaughtUp(int index) {
        Manifest newest = manifests.newest();
        for (AggregationDefinition<?> definition : model().aggregations()) {
            Tidemark tidemark =
                    newest.view(definition.name(), definition.fingerprint()).tidemark();
            Coverage coverage = speed.get(index).coverage(definition.name(), definition.fingerprint(), tidemark);
            for (int p = 0; p < partitions(); p++) {
                boolean isReachable =
                        tidemark.offset(p) >= log.startOffsets(Reading.TOPIC).get(p);
                PartitionCoverage reached = coverage.partitions().get(p);
                if (isReachable && !(reached instanceof Covered covered && covered.asOf() >= oracle.end(p))) {
                    throw new Violation(
                            Kind.STUCK,
                            "speed replica " + index + ", " + definition.name() + ", partition " + p + ": " + reached
                                    + " from tidemark " + tidemark.offset(p) + ", and the log ends at "
                                    + oracle.end(p));
                }
            }
        }
    }

    private void requireCurrent(int index) {
        ServingReplica node = nodes.get(index);
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
                for (int p = 0; p < partitions(); p++) {
                    if (answer.proof().asOf().offsets().at(p) < oracle.end(p)
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
