package io.tidemark.it.simulation;

import io.tidemark.cut.Cut;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.it.simulation.History.Rules;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.OtherMembers;
import io.tidemark.log.SoloLogReader;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.speed.consume.PartitionWorker;
import io.tidemark.speed.consume.Topics;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.handover.HandedOver;
import io.tidemark.speed.query.SpeedView;
import io.tidemark.speed.state.StateContext;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A speed node without its threads: one worker, with the partitions that its replica gives it. Its store outlives it, its
 * leases do not. Serves as its own view, whichever life it is in.
 */
final class SpeedMember implements RealtimeView {
    private static final int MANY = 1_000_000;
    private static final int FEW_LOOKS = 12;

    private final String name;
    private final Map<PartitionId, Word> words;
    private final InMemoryEventLog log;
    private final BatchViews views;
    private final Clock clock;
    private final BatchInterval interval;
    private final Cut cut;
    private final AfterAFailure rule;
    private final FlakyStateStore store = new FlakyStateStore();
    private Faults faults;
    private final Map<PartitionId, Long> readTo = new HashMap<>();
    private FailingListener listener;
    private StateContext context;
    private Topics topics;
    private TidemarkFollower follower;
    private PartitionWorker worker;
    private SpeedView view;
    private Leases leases;
    private HandedOver handedOver;
    private Model model;
    private InMemoryLogReader live;
    private Pace pace = Pace.ALL;

    /** What somebody said of a partition. */
    record Word(String teller, byte[] said) {}

    /** How much the next poll reads: so many records of one partition, or all there is. */
    private record Pace(Optional<PartitionId> only, int records) {
        static final Pace ALL = new Pace(Optional.empty(), MANY);
    }

    /** @param words what the members of the replica have told one another */
    SpeedMember(
            String name,
            Map<PartitionId, Word> words,
            InMemoryEventLog log,
            BatchViews views,
            Clock clock,
            BatchInterval interval,
            Rules rules) {
        this.name = name;
        this.words = words;
        this.log = log;
        this.views = views;
        this.clock = clock;
        this.interval = interval;
        this.cut = rules.cut();
        this.rule = rules.afterAFailure();
    }

    /** Begins a life: the one before ends as by kill -9, and what it did not flush is gone. */
    void start(Model present) {
        store.heal();
        faults = new Faults(FaultListener.NONE);
        model = present;
        topics = new Topics(model, log);
        follower = new TidemarkFollower(views, log);
        follow();
        topics.refresh();
        leases = new Leases(clock);
        context = StateContext.of(store, interval, cut);
        worker = new PartitionWorker(model, context, topics, follower, leases, new PacedReaders());
        handedOver = new HandedOver(context.states(), new Others(), follower, leases, cut);
        view = new SpeedView(name, model, topics, leases, cut, context.states(), List::of)
                // So that many answers are scans.
                .lookingAt(FEW_LOOKS);
    }

    /** The group gives it a partition. */
    void assign(PartitionId partition) {
        live.add(partition);
    }

    /** The group takes one away. */
    void revoke(PartitionId partition) {
        live.revoke(partition);
    }

    private int partitionCount(String topic) {
        return topics.topic(topic).partitions();
    }

    Model model() {
        return model;
    }

    void poll(PartitionId partition, int records) {
        pace = new Pace(Optional.of(partition), records);
        worker.poll(Duration.ZERO);
        pace = Pace.ALL;
    }

    void pollAll() {
        worker.poll(Duration.ZERO);
    }

    void flush() {
        worker.flush();
    }

    void evict() {
        worker.evictTo(0);
    }

    void mend() {
        worker.mend();
    }

    void breakStore(int calls, int mends, boolean writes) {
        store.breakAfter(calls, mends, writes);
    }

    /** How far any of its lives was passed a partition. */
    long readTo(PartitionId partition) {
        return readTo.getOrDefault(partition, 0L);
    }

    void failReading(int calls, boolean afterwards) {
        listener.failAfter(calls, afterwards);
    }

    /** Whatever failed fails no longer; what it left is still to be mended. */
    void heal() {
        store.heal();
        listener.failAfter(-1, false);
    }

    /** Whether nothing failed that was not mended since, and nothing is about to fail. */
    boolean isWell() {
        return store.isWell()
                && listener.isWell()
                && faults.standing().isEmpty()
                && context.states().failing().isEmpty();
    }

    /** Whether something stands still for one of these reasons. */
    boolean hasFault(Set<String> codes) {
        return Stream.of(
                        faults.standing(),
                        context.states().failing().values(),
                        view.status().faults())
                .flatMap(Collection::stream)
                .anyMatch(fault -> codes.contains(fault.code()));
    }

    /** Looks at the manifests and the topic, and takes notice. */
    void learn() {
        follow();
        topics.refresh();
        worker.learn();
    }

    /** Tells the others how far it is, and hears how far they are. */
    void hearOthers() {
        worker.tell();
        handedOver.step();
    }

    /** Whether a serving node holds it to answer from a tidemark. */
    boolean isLeased(ViewId id, Tidemark tidemark) {
        AggregationDefinition<?> definition = model.aggregation(id.name()).orElseThrow();
        return definition.id().equals(id)
                && definition.input().topics().stream()
                        .flatMap(topic ->
                                IntStream.range(0, partitionCount(topic)).mapToObj(p -> log.partition(topic, p)))
                        .allMatch(p -> leases.offsets(definition, p).contains(tidemark.offset(p)));
    }

    private void follow() {
        try {
            follower.step();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public RealtimeAnswer read(RealtimeQuery query) {
        return view.read(query);
    }

    @Override
    public RealtimeScan scan(RealtimeQuery query) {
        return view.scan(query);
    }

    @Override
    public Coverage coverage(ViewId id, Tidemark tidemark) {
        return view.coverage(id, tidemark);
    }

    @Override
    public void lease(TidemarkLease lease) {
        view.lease(lease);
    }

    @Override
    public RealtimeStatus status() {
        return view.status();
    }

    @Override
    public void close() {
        // Its world ends with it.
    }

    private final class Others implements OtherMembers {
        @Override
        public Map<PartitionId, byte[]> told(Set<PartitionId> partitions) {
            Map<PartitionId, byte[]> told = new HashMap<>();
            partitions.forEach(partition -> {
                Word last = words.get(partition);
                if (last != null && !last.teller().equals(name)) {
                    told.put(partition, last.said());
                }
            });
            return told;
        }

        @Override
        public boolean isAny() {
            return true;
        }
    }

    private final class PacedReaders implements LogReaders {
        @Override
        public LogReader inGroup(LogReader.Listener own) {
            listener = new FailingListener(own, rule, readTo);
            live = log.reader(listener, MANY, faults);
            return new PacedReader(live);
        }

        @Override
        public SoloLogReader alone(LogReader.Listener own) {
            return new PacedReader(log.reader(own, MANY, faults));
        }
    }

    /** Polls as the present pace says. */
    private final class PacedReader implements SoloLogReader {
        private final InMemoryLogReader reader;

        PacedReader(InMemoryLogReader reader) {
            this.reader = reader;
        }

        @Override
        public int poll(Duration timeout) {
            Pace now = pace;
            return now.only().isPresent() ? reader.pollOne(now.only().get(), now.records()) : reader.poll(timeout);
        }

        @Override
        public void add(PartitionId partition) {
            reader.add(partition);
        }

        @Override
        public void remove(PartitionId partition) {
            reader.remove(partition);
        }

        @Override
        public void seek(PartitionId partition, LogPosition position) {
            reader.seek(partition, position);
        }

        @Override
        public void pause(PartitionId partition) {
            reader.pause(partition);
        }

        @Override
        public void tell(PartitionId partition, LogPosition position, byte[] word) {
            words.put(partition, new Word(name, word));
        }

        @Override
        public void wakeup() {
            reader.wakeup();
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
