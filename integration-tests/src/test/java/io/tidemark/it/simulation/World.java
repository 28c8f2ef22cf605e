package io.tidemark.it.simulation;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.write.ArchiveProgress;
import io.tidemark.batch.archive.write.ArchiveSettings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.run.RunFailure;
import io.tidemark.batch.run.RunResult;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.batch.view.FileBatchViews;
import io.tidemark.cut.Closing;
import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.it.simulation.History.Rules;
import io.tidemark.it.simulation.History.Setting;
import io.tidemark.it.simulation.Oracle.Plan;
import io.tidemark.it.simulation.PartitionHistory.Produced;
import io.tidemark.it.simulation.Violation.Kind;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.RunRequest;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.TimeRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
    /** The number by which moves call the one partition of the alarms. */
    static final int ALARM = MOST_PARTITIONS;

    static final int TILES = 4;
    /** Where days and months are asked for. */
    static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

    private static final long HOUR = 3_600_000;
    /** The day on which it all happens; it begins soon before. */
    private static final long MIDNIGHT = Instant.parse("2026-03-10T00:00:00Z").toEpochMilli();

    private static final long START = MIDNIGHT - 20;
    private static final BatchInterval INTERVAL = new BatchInterval(10);
    private static final Duration LEASE = Duration.ofMillis(30);
    private static final ArchiveSettings WITH_ROOM = ArchiveSettings.DEFAULT
            .withInterval(INTERVAL)
            .withIdleGrace(Duration.ofMillis(3))
            .withMaxClockLead(Duration.ofMillis(8))
            .withRetryPause(Duration.ofMillis(2));
    private static final ArchiveSettings WITHOUT_ROOM = WITH_ROOM.withMemoryBytes(1);
    /** At this log clock, in milliseconds, the oldest tile expires. */
    private static final long EXPIRY = START + 6;

    private static final Map<Definitions, Model> MODELS = new ConcurrentHashMap<>();

    final ManualClock clock = new ManualClock(Instant.ofEpochMilli(START));
    final InMemoryEventLog log = new InMemoryEventLog();
    final List<SpeedReplica> speed = new ArrayList<>();
    final List<ArchiveProcess> archives = new ArrayList<>();
    final List<RunProcess> runs = new ArrayList<>();
    final List<ServingReplica> nodes = new ArrayList<>();
    private final Setting setting;
    private final Oracle oracle = new Oracle();
    private Optional<Rewritten> rewritten = Optional.empty();
    private final Archive archive;
    private final ManifestStore manifests;
    private final Promises promises;
    private Reading.Versions versions = Reading.Versions.FIRST;

    private record Definitions(Reading.Versions versions, boolean expiring) {}

    World(Rules rules, Setting setting) {
        this.setting = setting;
        Cut cut = rules.cut();
        log.create(Reading.TOPIC, PARTITIONS, setting.appendTime());
        log.create(Reading.ALARM_TOPIC, 1, setting.appendTime());
        if (setting.late()) {
            beLate();
        }
        begin();
        FileTree tree = new FileTree();
        Storage storage = Storage.on(new MemoryFileSystem(tree, clock), new Path("/"));
        manifests = new ManifestStore(storage, clock);
        archive = new Archive(storage);
        promises = new Promises(this, oracle, manifests, rules.equality());
        BatchViews views = new Views(new FileBatchViews(storage, manifests), rules.beginning(), log);
        for (int i = 0; i < 2; i++) {
            speed.add(new SpeedReplica("speed-" + i, log, views, clock, INTERVAL, rules));
            archives.add(new ArchiveProcess(new MemoryFileSystem(tree, clock, rules.renaming()), log, clock, rules));
            runs.add(new RunProcess("run-" + i, new MemoryFileSystem(tree, clock), log, clock, cut));
        }
        for (int i = 0; i < 3; i++) {
            nodes.add(new ServingReplica("node-" + i, views, speed, clock, LEASE, cut));
        }
        speed.forEach(replica -> replica.start(model()));
        archives.forEach(writer -> writer.start(model(), WITH_ROOM));
        runs.forEach(run -> run.start(model()));
        nodes.forEach(node -> node.start(model()));
    }

    /** Records came, and some of them went, before anybody of ours looked. */
    private void beLate() {
        for (int partition : new int[] {0, ALARM}) {
            for (int i = 0; i < 3; i++) {
                produce(new Move.Produce(partition, -5, i, i, Move.Content.READING));
            }
            truncate(partition, 2);
        }
    }

    private void begin() {
        for (String topic : List.of(Reading.TOPIC, Reading.ALARM_TOPIC)) {
            log.startOffsets(topic)
                    .forEach((p, start) -> oracle.at(log.partition(topic, p)).beganAt(start));
        }
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

    private int readingPartitions() {
        return log.describe(Reading.TOPIC).partitions();
    }

    /** Those of all topics that it is over. */
    List<PartitionId> partitions(AggregationDefinition<?> definition) {
        List<PartitionId> all = new ArrayList<>();
        for (String topic : definition.input().topics()) {
            for (int number = 0; number < log.describe(topic).partitions(); number++) {
                all.add(log.partition(topic, number));
            }
        }
        return all;
    }

    /** Whether there is a partition that moves call by this number. */
    boolean has(int partition) {
        return partition == ALARM || partition < readingPartitions();
    }

    PartitionId partition(int number) {
        return number == ALARM ? log.partition(Reading.ALARM_TOPIC, 0) : log.partition(Reading.TOPIC, number);
    }

    /** Two tiles on one day and one on each of the next two: in three files of a view. */
    static long tileMillis(int tile) {
        return MIDNIGHT + new long[] {-2, -1, 0, 24}[tile] * HOUR;
    }

    /** From the start of one tile to the end of another. */
    static TimeRange tiles(int first, int last) {
        return new TimeRange(tileMillis(first), tileMillis(last) + HOUR);
    }

    void produce(Move.Produce move) {
        if (!has(move.partition())) {
            return;
        }
        PartitionId partition = partition(move.partition());
        if (move.content() == Move.Content.HOLE) {
            log.skipOffset(partition.topic(), partition.partition());
            return;
        }
        Reading reading =
                switch (move.content()) {
                    case READING -> reading(move, "abc".substring(move.number() % 3, move.number() % 3 + 1));
                    case BROKEN -> reading(move, Reading.BROKEN);
                    case WRONG -> reading(move, Reading.WRONG);
                    case UNKNOWN -> reading(move, Reading.UNKNOWN);
                    case HALF -> reading(move, Reading.HALF);
                    case GARBAGE, EMPTY, HOLE -> null;
                };
        byte[] garbage = move.content() == Move.Content.EMPTY ? null : "garbage".getBytes(StandardCharsets.UTF_8);
        // The broker's own stamps hardly go back.
        int stamp = setting.appendTime() ? (move.stamp() < -5 ? -1 : 0) : move.stamp();
        long stampMillis = clock.millis() + stamp;
        long offset = log.append(
                partition.topic(), partition.partition(), stampMillis, reading == null ? garbage : reading.json());
        oracle.at(partition).produced(new Produced(offset, stampMillis, clock.millis(), reading));
    }

    private static Reading reading(Move.Produce move, String sensor) {
        return new Reading(sensor, tileMillis(move.tile()) + move.number(), move.number());
    }

    void truncate(int partition, int offsets) {
        if (has(partition)) {
            PartitionId id = partition(partition);
            // Below the log's start nobody could tell any more what is of which history.
            long most = rewritten
                    .filter(r -> r.partition().equals(id))
                    .map(Rewritten::from)
                    .orElse(Long.MAX_VALUE);
            log.truncate(id.topic(), id.partition(), Math.min(most, logStart(id) + offsets));
        }
    }

    /** What somebody has read stays: a log that is rewritten below a reader stops it, and an operator has to act. */
    void elect(int number, int records) {
        if (has(number)) {
            PartitionId partition = partition(number);
            long end = log.endOffsets(partition.topic()).get(partition.partition());
            long from = Math.max(Math.max(end - records, logStart(partition)), readTo(partition));
            log.elect(partition.topic(), partition.partition(), from);
            oracle.at(partition).rewrittenFrom(from);
        }
    }

    /** It may lose what somebody has read: then answers are of one history or the other, and who cannot go on says so. */
    void rewrite(int number, int records) {
        if (!has(number) || rewritten.isPresent()) {
            return;
        }
        PartitionId partition = partition(number);
        long end = log.endOffsets(partition.topic()).get(partition.partition());
        long from = Math.max(end - records, logStart(partition));
        if (from >= readTo(partition)) {
            elect(number, records);
            return;
        }
        log.elect(partition.topic(), partition.partition(), from);
        Oracle before = oracle.rewritten(partition, from, end);
        rewritten = Optional.of(new Rewritten(partition, from, before));
        promises.rewritten(before);
    }

    /** How far anybody has read a partition. */
    private long readTo(PartitionId partition) {
        long readTo = oracle.at(partition).archived();
        for (int i = 0; i < speed.size(); i++) {
            readTo = Math.max(readTo, speed.get(i).readTo(partition));
            readTo = Math.max(readTo, archives.get(i).readTo(partition));
        }
        return readTo;
    }

    private boolean isRewritten(PartitionId partition) {
        return rewritten.filter(r -> r.partition().equals(partition)).isPresent();
    }

    private boolean isOfAnotherHistory(Fault fault) {
        return rewritten.isPresent() && Rewritten.FAULTS.contains(fault.code());
    }

    private long logStart(PartitionId partition) {
        return log.startOffsets(partition.topic()).get(partition.partition());
    }

    void addPartition() {
        if (readingPartitions() < MOST_PARTITIONS) {
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
        lookAtArchive();
        for (ArchiveProgress progress : process.progress()) {
            if (progress.fault().isPresent()
                    && !process.isTroubled()
                    && !isOfAnotherHistory(progress.fault().get())) {
                throw new Violation(Kind.FAULT, "archive writer " + writer + ": " + progress.fault());
            }
        }
    }

    void restartArchive(int writer, boolean room) {
        archives.get(writer).start(model(), room ? WITH_ROOM : WITHOUT_ROOM);
        lookAtArchive();
    }

    /** What is new in the archive: it may call lost only what nobody can read any more. */
    private void lookAtArchive() {
        for (int number = 0; number <= ALARM; number++) {
            if (has(number)) {
                PartitionId partition = partition(number);
                PartitionHistory history = oracle.at(partition);
                for (ArchiveFile file : archive.chain(partition)) {
                    if (file.offsets().end() > history.archived()) {
                        if (file.isGap() && file.offsets().end() > logStart(partition)) {
                            throw new Violation(
                                    Kind.WRONG_ARCHIVE,
                                    "the archive calls " + file.offsets() + " of " + partition
                                            + " lost, and the log starts at " + logStart(partition));
                        }
                        requireEpochsEnd(file);
                        history.archived(file.offsets(), file.isGap());
                    }
                }
            }
        }
    }

    /** PROTOCOL 12: or a producer whose clock runs ahead would make a file of each of its records. */
    private void requireEpochsEnd(ArchiveFile file) {
        if (file.closing() == Closing.EPOCH && !isRewritten(file.partition())) {
            long ending = oracle.at(file.partition()).clockAt(file.offsets().end() + 1);
            if (ending > clock.millis() + WITH_ROOM.maxClockLead().toMillis()) {
                throw new Violation(
                        Kind.WRONG_ARCHIVE,
                        "the epoch of " + file.offsets() + " of " + file.partition() + " was ended by a log clock of "
                                + ending + " when it was " + clock.millis());
            }
        }
    }

    void compute(int slot, RunRequest request) {
        RunProcess run = runs.get(slot);
        if (!run.isBusy()) {
            if (slot == 0) {
                // The other one's process has the definitions that it was started with.
                run.redefine(model());
            }
            planned(run, request);
            try {
                run.compute(request);
            } catch (ProcessKilled killed) {
                run.kill();
            } catch (StorageException failure) {
                requireTroubled(run, failure);
            }
        }
    }

    /** A batch process ends, and the next one begins. */
    void restartRuns(int slot) {
        runs.get(slot).start(model());
    }

    private static void requireTroubled(RunProcess run, StorageException failure) {
        if (!run.isTroubled()) {
            throw failure;
        }
        run.kill();
    }

    private void planned(RunProcess run, RunRequest request) {
        planned(run, request, oracle);
        rewritten.ifPresent(r -> planned(run, request, r.before()));
    }

    private void planned(RunProcess run, RunRequest request, Oracle oracle) {
        Manifest newest = manifests.newest();
        Map<ViewId, Long> expiredBefore = new HashMap<>();
        Set<PartitionId> partitions = new HashSet<>();
        for (AggregationDefinition<?> definition : run.model().aggregations()) {
            partitions.addAll(partitions(definition));
            newest.view(definition.id())
                    .ifPresent(base -> expiredBefore.put(base.id(), oracle.expiredBefore(definition, base)));
        }
        boolean changesRange = request instanceof RunRequest.Recompute;
        oracle.planned(run.next(), new Plan(clock.millis(), partitions, expiredBefore, changesRange));
        if (request instanceof RunRequest.Incremental incremental && incremental.acceptGaps()) {
            oracle.accepted(request.aggregations().isEmpty() ? Reading.ALL : request.aggregations());
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
            for (RunFailure failure : result.failures()) {
                if (!run.isTroubled() && !isOfTheUsersCode(failure) && !isOfAnotherHistory(failure.fault())) {
                    throw new Violation(Kind.FAULT, "run " + slot + ": " + failure);
                }
            }
        } catch (ProcessKilled killed) {
            run.kill();
        } catch (StorageException failure) {
            requireTroubled(run, failure);
        }
        manifests.newest().views().values().forEach(after -> before.view(after.id())
                .ifPresent(old -> Promises.requireNotBack(old, after)));
    }

    private static boolean isOfTheUsersCode(RunFailure failure) {
        return failure.aggregations().equals(List.of(Reading.CHECKED))
                && failure.fault().code().startsWith("TM-CODE");
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
        flip(index, ServingReplica::follow);
    }

    void followSlowly(int index) {
        flip(index, ServingReplica::followSlowly);
    }

    void load(int index) {
        flip(index, ServingReplica::endLoad);
    }

    private void flip(int index, Consumer<ServingReplica> step) {
        ServingReplica node = nodes.get(index);
        if (!node.isUp()) {
            return;
        }
        boolean isWell = speed.stream().allMatch(SpeedReplica::isWell);
        Map<String, OffsetVector> before = Promises.asOf(node);
        step.accept(node);
        if (!node.faults().isEmpty() && !node.isTroubled()) {
            throw new Violation(Kind.FAULT, "node " + index + ": " + node.faults());
        }
        Promises.asOf(node).forEach((aggregation, after) -> {
            // A disk that fails in between takes back what was known, whatever tidemark is answered from.
            if (isWell && !after.covers(before.get(aggregation))) {
                throw new Violation(
                        Kind.WENT_BACK,
                        "a flip of node " + index + " took asOf of " + aggregation + " back from "
                                + before.get(aggregation).offsets() + " to " + after.offsets());
            }
        });
    }

    /** What a replica knows, it goes on knowing for whoever leases the tidemark that it is asked from (PROTOCOL 3). */
    void learn(int index) {
        keepingLeased(index, "learnt", speed.get(index)::learn);
    }

    private void keepingLeased(int index, String what, Runnable step) {
        if (!speed.get(index).isWell()) {
            step.run();
            return;
        }
        Map<Promises.Leased, OffsetVector> before = promises.leased(index);
        step.run();
        Map<Promises.Leased, OffsetVector> after = promises.leased(index);
        before.forEach((asked, then) -> {
            OffsetVector now = after.getOrDefault(asked, then);
            if (!now.covers(then)) {
                throw new Violation(
                        Kind.WENT_BACK,
                        "speed replica " + index + " " + what + " and forgot what is leased: " + asked
                                + " went back from " + then.offsets() + " to " + now.offsets());
            }
        });
    }

    /** A partition moves from one node of a replica to the other: meanwhile it is answered as before (PROTOCOL 1, 3). */
    void handOver(int index, int partition) {
        SpeedReplica replica = speed.get(index);
        if (has(partition)) {
            keepingLeased(index, "gave up a partition", () -> replica.revoke(partition(partition)));
        }
    }

    void toggle(int index) {
        ServingReplica node = nodes.get(index);
        if (node.isUp()) {
            node.stop();
        } else {
            node.start(model());
        }
    }

    void ask(int node, Asking asking, int limit) {
        promises.checkWindows(node, asking, limit);
    }

    void askElsewhere(int node, int other) {
        // What was seen of a log before it was rewritten is in no answer after it, and no offset tells.
        if (node != other && nodes.get(node).isUp() && nodes.get(other).isUp() && rewritten.isEmpty()) {
            promises.checkNoOlder(nodes.get(node), nodes.get(other));
        }
    }

    // ---- after the moves

    void check() {
        promises.checkAnswers();
    }

    void checkNode(int node) {
        promises.checkNode(node);
    }

    /** What the newest manifest says of an aggregation as it is defined now. */
    AggregationView view(String aggregation) {
        return manifests
                .newest()
                .viewOrEmpty(model().aggregation(aggregation).orElseThrow().id());
    }

    /** When all is well again and everything has had its turn, everybody knows everything. */
    void drain() {
        if (isAnythingUnknown() && versions.checked() == 0) {
            // Its author mends the code that cannot go on.
            redefine(Reading.CHECKED);
        }
        runs.forEach(run -> run.start(model()));
        speed.forEach(replica -> {
            replica.heal();
            if (replica.model() != model()) {
                replica.start(model());
            }
        });
        requireArchivedByAge();
        for (int i = 0; i < archives.size(); i++) {
            restartArchive(i, false);
        }
        nodes.forEach(node -> {
            if (!node.isUp() || node.isTroubled() || node.model() != model()) {
                node.start(model());
            }
        });
        settle();
        for (int r = 0; r < speed.size(); r++) {
            promises.requireCaughtUp(r, stopped(r));
        }
        for (int round = 0; round < 4; round++) {
            settle();
            for (int i = 0; i < 3; i++) {
                archive(0, ArchiveProcess::pollAll);
            }
            long before = manifests.newest().number();
            compute(0, new RunRequest.Incremental(Set.of(), RunRequest.Cut.ARCHIVE_END, true));
            publish(0);
            promises.checkAllAnswers();
            if (manifests.newest().number() == before) {
                // No time goes by: nothing more will happen.
                break;
            }
        }
        // The archive has each record once: made from it alone, the views are the same.
        compute(0, new RunRequest.Recompute(Set.of(), TimeRange.ALL));
        publish(0);
        settle();
        promises.checkAllAnswers();
        if (rewritten.isEmpty()) {
            for (int n = 0; n < nodes.size(); n++) {
                promises.requireCurrent(n);
            }
        }
        for (Asking asking : Asking.values()) {
            ask(0, asking, 2);
        }
        promises.checkHistory(nodes.get(0));
    }

    /** The partitions that a speed replica cannot go on with, as it says. */
    private Set<PartitionId> stopped(int replica) {
        return rewritten
                .filter(r -> speed.get(replica).hasFault(Rewritten.FAULTS))
                .map(r -> Set.of(r.partition()))
                .orElse(Set.of());
    }

    private boolean isAnythingUnknown() {
        return oracle.partitions(Reading.TOPIC).stream()
                .flatMap(partition -> oracle.at(partition).records().stream())
                .anyMatch(record ->
                        record.reading() != null && record.reading().sensor().equals(Reading.UNKNOWN));
    }

    /** PROTOCOL 24: what was read is in the archive once it was open for long, whatever stamps it has. */
    private void requireArchivedByAge() {
        restartArchive(0, true);
        archive(0, ArchiveProcess::pollAll);
        archive(0, ArchiveProcess::pollAll);
        clock.advance(Duration.ofMillis(2 * INTERVAL.millis()));
        archive(0, ArchiveProcess::pollAll);
        for (int number = 0; number <= ALARM; number++) {
            if (has(number)
                    && !(isRewritten(partition(number)) && archives.get(0).hasFault(Rewritten.FAULTS))
                    && oracle.at(partition(number)).archived()
                            < oracle.at(partition(number)).end()) {
                throw new Violation(
                        Kind.STUCK,
                        "the archive of " + partition(number) + " ends at "
                                + oracle.at(partition(number)).archived() + ", and the log long since at "
                                + oracle.at(partition(number)).end());
            }
        }
    }

    private void settle() {
        for (int turn = 0; turn < 2; turn++) {
            for (int r = 0; r < speed.size(); r++) {
                // One that failed often is tried rarely.
                for (int i = 0; i < 10; i++) {
                    speed.get(r).mend();
                }
                learn(r);
                for (int i = 0; i < 4; i++) {
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
