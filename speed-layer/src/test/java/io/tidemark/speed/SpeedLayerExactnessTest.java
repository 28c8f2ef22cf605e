package io.tidemark.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.cut.Cut;
import io.tidemark.event.DecodeException;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.GroupBorders;
import io.tidemark.groups.GroupFilter;
import io.tidemark.groups.WantedGroups;
import io.tidemark.http.ListenerSettings;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.SoloLogReader;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.speed.consume.PartitionWorker;
import io.tidemark.speed.consume.Topics;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.query.RealtimeEndpoint;
import io.tidemark.speed.query.RemoteRealtimeView;
import io.tidemark.speed.query.SpeedView;
import io.tidemark.speed.state.StateContext;
import io.tidemark.speed.store.FlakyDisk;
import io.tidemark.speed.store.InMemoryStateStore;
import io.tidemark.speed.store.RocksStateStore;
import io.tidemark.speed.store.StateStore;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.InMemoryBeginnings;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.testkit.PlainFold;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lives of one speed node: after every step, whatever it says it covers equals the plain fold of that range. */
class SpeedLayerExactnessTest {
    private static final int PARTITIONS = 2;

    static LongStream seeds() {
        return LongStream.range(Long.getLong("tidemark.seed", 0), Long.getLong("tidemark.seeds", 100));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverIsCoveredEqualsThePlainFold(long seed) {
        new Life(seed, new InMemoryStateStore()).live(150);
    }

    /** PROTOCOL 28: a step that fails has not happened, whatever step it is and whatever it fails with. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theSameWhenStoreAndUsersCodeFailAtAnyStep(long seed) {
        FlakyDisk disk = new FlakyDisk();
        Life life = new Life(seed, disk.store());
        life.disk = disk;
        life.live(300);
        assertTrue(disk.failed() > 0, "the disk failed");
    }

    @Test
    void theSameOnRocksDb(@TempDir Path directory) {
        try (StateStore store = RocksStateStore.open(directory, 8 << 20)) {
            new Life(99, store).live(400);
        }
    }

    /** In pieces, too. */
    @ParameterizedTest
    @ValueSource(longs = {7, 8, 9, 10, 11})
    void theSameOverHttp(long seed) {
        Life life = new Life(seed, new InMemoryStateStore());
        try (RealtimeEndpoint endpoint = new RealtimeEndpoint(
                        new Delegate(life), ListenerSettings.on("127.0.0.1", 0), new Faults(FaultListener.NONE));
                RealtimeView remote = new RemoteRealtimeView(endpoint.uri(), life.model, Duration.ofSeconds(5))) {
            life.remote = remote;
            life.live(150);
            assertEquals(life.view.status().partitions(), remote.status().partitions());
            assertThrows(
                    RealtimeUnavailableException.class,
                    () -> remote.coverage(new ViewId("nothing", "fingerprint"), Tidemark.START));
        }
        life.remote = new RemoteRealtimeView(URI.create("http://127.0.0.1:1"), life.model, Duration.ofSeconds(5));
        assertThrows(RealtimeUnavailableException.class, () -> life.remote.status());
    }

    /** The node's present view: it changes when the node is killed and started again. */
    private record Delegate(Life life) implements RealtimeView {
        @Override
        public RealtimeAnswer read(RealtimeQuery query) {
            return life.view.read(query);
        }

        @Override
        public RealtimeScan scan(RealtimeQuery query) {
            return life.view.scan(query);
        }

        @Override
        public List<RealtimeScan> scans(RealtimeQuery query, List<GroupKey> borders) {
            return life.view.scans(query, borders);
        }

        @Override
        public GroupBorders borders(RealtimeQuery query, int pieces) {
            return life.view.borders(query, pieces);
        }

        @Override
        public Coverage coverage(ViewId id, Tidemark tidemark) {
            return life.view.coverage(id, tidemark);
        }

        @Override
        public void lease(TidemarkLease lease) {
            life.view.lease(lease);
        }

        @Override
        public RealtimeStatus status() {
            return life.view.status();
        }

        @Override
        public void close() {
            life.view.close();
        }
    }

    /** One node, its log, and the manifests that somebody publishes. */
    private static final class Life implements BatchViews {
        final SplittableRandom random;
        final Model model = Visit.model();
        final ManualClock clock = new ManualClock(Instant.EPOCH);
        final InMemoryEventLog log = new InMemoryEventLog();
        final StateStore store;
        final Beginnings beginnings = new InMemoryBeginnings();
        final List<Tidemark> published = new ArrayList<>(List.of(Tidemark.START));
        final Leases leases = new Leases(clock);
        Manifest manifest = Manifest.NONE;
        final List<Member> members = new ArrayList<>();
        /** Which member each partition was given to last. */
        final Member[] owners = new Member[PARTITIONS];

        /** What members still hold though it was given to another: they are told later. */
        final List<Runnable> untold = new ArrayList<>();

        InMemoryLogReader live;
        TidemarkFollower follower;
        RealtimeView view;
        /** Where questions go, if not to the view itself. */
        RealtimeView remote;
        /** The disk, if it is one that fails. */
        FlakyDisk disk;

        long wall = 1000;

        Life(long seed, StateStore store) {
            this.random = new SplittableRandom(seed);
            this.store = store;
            log.create(Visit.TOPIC, PARTITIONS, false);
            start();
        }

        void start() {
            StateContext context = StateContext.of(store, new BatchInterval(10), Cut.PROVEN);
            Topics topics = new Topics(model, log);
            topics.refresh();
            follower = new TidemarkFollower(this, log);
            step();
            LogReaders readers = new LogReaders() {
                @Override
                public LogReader inGroup(LogReader.Listener listener) {
                    live = log.reader(listener, 3);
                    return live;
                }

                @Override
                public SoloLogReader alone(LogReader.Listener listener) {
                    return log.reader(listener, 3);
                }
            };
            members.clear();
            untold.clear();
            for (int i = 0; i < 2; i++) {
                PartitionWorker worker = new PartitionWorker(model, context, topics, follower, leases, readers);
                members.add(new Member(worker, live));
            }
            for (int p = 0; p < PARTITIONS; p++) {
                owners[p] = member();
                owners[p].live().add(log.partition(Visit.TOPIC, p));
            }
            view = new SpeedView("n", model, topics, leases, Cut.PROVEN, context.states(), List::of);
        }

        /** One of the node's workers, with its reader. */
        record Member(PartitionWorker worker, InMemoryLogReader live) {}

        Member member() {
            return members.get(random.nextInt(members.size()));
        }

        /** Gives a partition to another worker; the one before hears of it before, as a rule, or some time after. */
        void move() {
            if (!untold.isEmpty()) {
                untold.remove(0).run();
                return;
            }
            int p = random.nextInt(PARTITIONS);
            PartitionId partition = log.partition(Visit.TOPIC, p);
            Member from = owners[p];
            Member to = member();
            if (from == to || random.nextBoolean()) {
                from.live().revoke(partition);
            } else {
                untold.add(() -> from.live().revoke(partition));
            }
            to.live().add(partition);
            owners[p] = to;
        }

        RealtimeView asked() {
            return remote == null ? view : remote;
        }

        void step() {
            try {
                follower.step();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** A scan that is under way, and what it is about. */
        AggregationDefinition<?> scanned;

        Tidemark scanFrom;
        List<GroupKey> borders = List.of();
        List<RealtimeScan> pieces = List.of();
        int scans;

        void live(int steps) {
            for (int i = 0; i < steps; i++) {
                switch (random.nextInt(16)) {
                    case 0, 1, 2, 3 -> append();
                    case 4, 5, 6 -> member().worker().poll(Duration.ZERO);
                    case 7 -> publish();
                    case 8 -> {
                        step();
                        member().worker().learn();
                    }
                    case 9 -> member().worker().flush();
                    case 10 -> {
                        if (random.nextInt(3) == 0) {
                            start(); // kill -9: what was not flushed is gone
                        } else {
                            member().worker().evictTo(0);
                        }
                    }
                    case 11 -> move();
                    case 12 -> fail();
                    case 13 -> beginScan();
                    case 14 -> endScan();
                    default -> lease();
                }
                check();
            }
            endScan();
            if (disk != null) {
                disk.failAfter(-1);
                disk.free();
            }
            step();
            untold.forEach(Runnable::run);
            members.forEach(member -> member.worker().learn());
            for (int i = 0; i < 500; i++) {
                members.forEach(member -> member.worker().mend());
                members.forEach(member -> member.worker().poll(Duration.ZERO));
                members.forEach(member -> member.worker().flush());
            }
            assertEquals(List.of(), view.status().faults(), "in the end nothing fails");
            Coverage coverage = asked().coverage(id("by-page"), tidemark());
            for (int p = 0; p < PARTITIONS; p++) {
                assertEquals(
                        log.endOffsets(Visit.TOPIC).get(p),
                        coverage.partitions().get(log.partition(Visit.TOPIC, p)).asOf(),
                        "in the end everything is answered: " + coverage + view.status());
            }
        }

        void fail() {
            if (disk != null) {
                switch (random.nextInt(6)) {
                    case 0, 1 -> disk.failSoon(random::nextInt);
                    case 2 -> disk.fill();
                    case 3 -> disk.lose(random.nextInt(3));
                    default -> disk.free();
                }
            }
            members.forEach(member -> member.worker().mend());
        }

        void append() {
            int partition = random.nextInt(PARTITIONS);
            wall += random.nextInt(5);
            long stamp = wall + random.nextInt(-8, 8);
            if (random.nextInt(8) == 0) {
                log.skipOffset(Visit.TOPIC, partition);
            } else if (random.nextInt(8) == 0) {
                log.append(Visit.TOPIC, partition, stamp, "garbage".getBytes(StandardCharsets.UTF_8));
            } else {
                String page = List.of("a", "b", "broken").get(random.nextInt(3));
                log.append(Visit.TOPIC, partition, stamp, new Visit(page, random.nextInt(5000)).json());
            }
        }

        /** A batch run moved the tidemark: to anywhere at or after the newest one, inside an epoch as well. */
        void publish() {
            Map<PartitionId, LogPosition> positions = new HashMap<>();
            for (int p = 0; p < PARTITIONS; p++) {
                long end = log.endOffsets(Visit.TOPIC).get(p);
                PartitionId partition = log.partition(Visit.TOPIC, p);
                long from = tidemark().offset(partition);
                long to = from + (end > from ? random.nextLong(end - from + 1) : 0);
                positions.put(partition, new LogPosition(to, clockAt(p, to), -1));
            }
            Tidemark tidemark = Tidemark.of(positions);
            published.add(tidemark);
            for (AggregationDefinition<?> definition : model.aggregations()) {
                manifest = manifest.with(
                        new AggregationView(
                                definition.name(),
                                definition.fingerprint(),
                                OffsetVector.ZERO,
                                tidemark,
                                List.of(),
                                List.of(),
                                Horizon.NONE,
                                "run"),
                        Instant.EPOCH);
            }
        }

        LogClock clockAt(int partition, long offset) {
            LogClock time = LogClock.START;
            for (InMemoryEventLog.Entry entry : log.everything(Visit.TOPIC, partition)) {
                if (entry.offset() < offset) {
                    time = time.after(entry.timestampMillis());
                }
            }
            return time;
        }

        void lease() {
            Tidemark old = published.get(random.nextInt(published.size()));
            String aggregation = random.nextBoolean() ? "by-page" : "even";
            asked().lease(new TidemarkLease("s", id(aggregation), old, Duration.ofHours(1)));
        }

        ViewId id(String aggregation) {
            return model.aggregation(aggregation).orElseThrow().id();
        }

        Tidemark tidemark() {
            return published.get(published.size() - 1);
        }

        void check() {
            for (AggregationDefinition<?> definition : model.aggregations()) {
                check(definition, tidemark());
                check(definition, published.get(random.nextInt(published.size())));
            }
        }

        <E> void check(AggregationDefinition<E> definition, Tidemark from) {
            RealtimeAnswer answer = asked().read(new RealtimeQuery(
                    definition.id(), from, Optional.empty(), WantedGroups.ALL, TimeRange.ALL));
            PlainFold<E> plain = new PlainFold<>(definition);
            answer.coverage()
                    .partitions()
                    .forEach((partition, covered) -> foldPlainly(
                            plain,
                            definition.input().plainStream().orElseThrow(),
                            partition.partition(),
                            from.offset(partition),
                            covered.asOf()));
            assertEquals(plain.results(), results(answer.rows()), "from " + from.offsets() + " " + answer.coverage());
            groupByGroup(definition, from, answer);
        }

        <E> void groupByGroup(AggregationDefinition<E> definition, Tidemark from, RealtimeAnswer all) {
            if (all.rows().rows() == 0) {
                return;
            }
            var group = all.rows().group(random.nextInt(all.rows().rows()));
            RealtimeAnswer one = asked().read(new RealtimeQuery(
                    definition.id(), from, Optional.empty(), WantedGroups.named(group), new TimeRange(0, 2000)));
            if (disk != null && !one.coverage().equals(all.coverage())) {
                return; // The store failed on one of the two questions.
            }
            Map<PlainFold.Cell, List<Object>> expected = results(all.rows());
            expected.keySet().removeIf(c -> !c.group().equals(group) || c.tileMillis() >= 2000);
            assertEquals(expected, results(one.rows()));
        }

        <E> void foldPlainly(PlainFold<E> plain, StreamDefinition<E> stream, int partition, long first, long end) {
            StreamDecoder<E> decoder = new StreamDecoder<>(stream);
            for (InMemoryEventLog.Entry entry : log.everything(Visit.TOPIC, partition)) {
                if (entry.offset() >= first && entry.offset() < end) {
                    try {
                        E event = decoder.decode(entry.value(), 0, entry.value().length, entry.timestampMillis());
                        plain.add(event, decoder.eventTimeMillis(), partition, entry.offset());
                    } catch (DecodeException quarantined) {
                        continue;
                    }
                }
            }
        }

        static Map<PlainFold.Cell, List<Object>> results(TileTable table) {
            Map<PlainFold.Cell, List<Object>> results = new TreeMap<>();
            for (int row = 0; row < table.rows(); row++) {
                List<Object> values = new ArrayList<>();
                for (int m = 0; m < table.definition().metrics().size(); m++) {
                    values.add(table.result(row, m));
                }
                results.put(new PlainFold.Cell(table.group(row), table.tile(row)), values);
            }
            return results;
        }

        /** Begun at one moment and read at another, whatever happened between them. */
        void beginScan() {
            if (scanned == null) {
                AggregationDefinition<?> definition = model.aggregations()
                        .get(random.nextInt(model.aggregations().size()));
                scanFrom = published.get(random.nextInt(published.size()));
                scanned = definition;
                RealtimeQuery query = new RealtimeQuery(
                        definition.id(), scanFrom, Optional.empty(), wanted(definition), TimeRange.ALL);
                borders = asked().borders(query, 1 + random.nextInt(4)).places();
                pieces = asked().scans(query, borders);
            }
        }

        private WantedGroups wanted(AggregationDefinition<?> definition) {
            return random.nextBoolean()
                    ? WantedGroups.ALL
                    : new WantedGroups.InOrder(GroupFilter.ALL, GroupKey.FIRST, 1);
        }

        void endScan() {
            if (scanned != null) {
                checkScan(scanned);
                pieces.forEach(RealtimeScan::close);
                scanned = null;
            }
        }

        <E> void checkScan(AggregationDefinition<E> definition) {
            TileTable rows = new TileTable(definition);
            try {
                GroupKey last = GroupKey.FIRST;
                long lastTile = Long.MIN_VALUE;
                for (int i = 0; i < pieces.size(); i++) {
                    RealtimeScan scan = pieces.get(i);
                    Optional<GroupKey> end = i < borders.size() ? Optional.of(borders.get(i)) : Optional.empty();
                    while (scan.next() && (end.isEmpty() || scan.group().compareTo(end.get()) < 0)) {
                        int order = last.compareTo(scan.group());
                        assertTrue(order < 0 || (order == 0 && lastTile <= scan.tileMillis()), "in order");
                        last = scan.group();
                        lastTile = scan.tileMillis();
                        rows.mergeEncoded(last, lastTile, scan.accumulators());
                    }
                }
            } catch (StateStoreException broken) {
                assertTrue(disk != null, "only a disk that fails breaks a scan");
                return;
            }
            PlainFold<E> plain = new PlainFold<>(definition);
            Coverage coverage = pieces.get(0).coverage();
            coverage.partitions()
                    .forEach((partition, covered) -> foldPlainly(
                            plain,
                            definition.input().plainStream().orElseThrow(),
                            partition.partition(),
                            scanFrom.offset(partition),
                            covered.asOf()));
            assertEquals(
                    plain.results(),
                    results(rows),
                    "scan from " + scanFrom.offsets() + " " + coverage + " at " + borders);
            scans++;
        }

        @Override
        public Beginnings beginnings() {
            return beginnings;
        }

        @Override
        public Manifest newest() {
            return manifest;
        }

        @Override
        public Optional<Manifest> manifest(long number) {
            throw new UnsupportedOperationException("the speed layer asks for the newest alone");
        }

        @Override
        public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) {
            throw new UnsupportedOperationException("the speed layer reads no views");
        }

        @Override
        public void read(EntryFile file, EntrySink sink) {
            throw new UnsupportedOperationException("no operator remembers anything");
        }
    }
}
