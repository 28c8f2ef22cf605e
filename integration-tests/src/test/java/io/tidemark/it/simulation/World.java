package io.tidemark.it.simulation;

import io.tidemark.batch.archive.write.ArchiveProgress;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.cut.Cut;
import io.tidemark.it.simulation.History.Setting;
import io.tidemark.it.simulation.Violation.Kind;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.Model;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * One topic and all processes around it: two speed replicas, two archive writers, two batch processes, three serving
 * nodes. Moves change it, {@link #check} asks every serving node everything, {@link #drain} ends it.
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
    private final Oracle oracle = new Oracle(log);
    private final ManifestStore manifests;
    private final Promises promises;
    private Reading.Versions versions = Reading.Versions.FIRST;

    private record Definitions(Reading.Versions versions, boolean expiring) {}

    World(Cut cut, Setting setting) {
        this.setting = setting;
        log.create(Reading.TOPIC, PARTITIONS, setting.appendTime());
        FileTree tree = new FileTree();
        Storage storage = Storage.on(new MemoryFileSystem(tree, clock), new Path("/"));
        manifests = new ManifestStore(storage, clock, cut);
        promises = new Promises(this, oracle, manifests);
        FileBatchViews views = new FileBatchViews(storage, manifests);
        for (int i = 0; i < 2; i++) {
            speed.add(new SpeedReplica("speed-" + i, log, views, clock, INTERVAL, cut));
            archives.add(new ArchiveProcess(new MemoryFileSystem(tree, clock), log, clock, cut));
            runs.add(new RunProcess("run-" + i, new MemoryFileSystem(tree, clock), log, clock, cut));
        }
        for (int i = 0; i < 3; i++) {
            nodes.add(new ServingReplica("node-" + i, views, speed, clock, LEASE, cut));
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
        manifests.newest().views().values().forEach(after -> before.view(after.id())
                .ifPresent(old -> Promises.requireNotBack(old, after)));
    }

    void revert(String aggregation) {
        Manifest newest = manifests.newest();
        ViewId id = model().aggregation(aggregation).orElseThrow().id();
        manifests
                .manifest(newest.number() - 1)
                .flatMap(manifest -> manifest.view(id))
                .ifPresent(view -> manifests.publish(newest, view));
    }

    void follow(int index) {
        ServingReplica node = nodes.get(index);
        if (!node.isUp()) {
            return;
        }
        Map<String, OffsetVector> before = Promises.asOf(node);
        node.follow();
        if (!node.faults().isEmpty()) {
            throw new Violation(Kind.FAULT, "node " + index + ": " + node.faults());
        }
        Promises.asOf(node).forEach((aggregation, after) -> {
            if (!after.covers(before.get(aggregation))) {
                throw new Violation(
                        Kind.WENT_BACK,
                        "a flip of node " + index + " took asOf of " + aggregation + " back from "
                                + before.get(aggregation).offsets() + " to " + after.offsets());
            }
        });
    }

    /** What a replica knows, it goes on knowing for whoever leases the tidemark that it is asked from (PROTOCOL 3). */
    void learn(int index) {
        SpeedReplica replica = speed.get(index);
        Map<Promises.Asked, OffsetVector> before = promises.leased(index);
        replica.learn();
        Map<Promises.Asked, OffsetVector> after = promises.leased(index);
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

    void toggle(int index) {
        ServingReplica node = nodes.get(index);
        if (node.isUp()) {
            node.stop();
        } else {
            node.start(model());
        }
    }

    // ---- after the moves

    void check() {
        promises.checkAnswers();
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
            promises.requireCaughtUp(r);
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
            promises.requireCurrent(n);
        }
        promises.checkHistory(nodes.get(0));
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
}
