package io.tidemark.it.simulation;

import io.tidemark.cut.Cut;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.groups.GroupFilter;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.memory.ByteBudget;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Beginnings;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.seam.Waiting;
import io.tidemark.serving.flip.HistoricViews;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.serving.flip.ViewFollower;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.Ranking;
import io.tidemark.serving.index.memory.InMemoryBatchIndex;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.answer.GroupListing;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.answer.OlderAnswerException;
import io.tidemark.serving.merge.answer.Proof;
import io.tidemark.serving.merge.question.LeastAsOf;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.stream.IntStream;

/**
 * A serving node without its threads. It can be asked in several ways: with all speed replicas behind it, as it runs,
 * and with each one alone.
 */
final class ServingReplica {
    private static final Page EVERYTHING = new Page(1_000_000, Page.Order.EARLIEST_FIRST, Optional.empty());

    /** Of a year in which nothing happens. */
    private static final TimeRange NO_TILES =
            new TimeRange(0, Duration.ofHours(1).toMillis());

    private final String name;
    private final Heard views;
    private final List<SpeedReplica> speed;
    private final Clock clock;
    private final Duration lease;
    private final Cut cut;
    private final List<MergedQuery> queries = new ArrayList<>();
    private Model model;
    private BatchIndex index;
    private ServedViews served;
    private ViewFollower follower;
    private Faults faults;
    private final Queue<Runnable> loads = new ArrayDeque<>();
    private boolean isSlow;
    private boolean up;

    ServingReplica(String name, BatchViews views, List<SpeedReplica> speed, Clock clock, Duration lease, Cut cut) {
        this.name = name;
        this.views = new Heard(views);
        this.speed = speed;
        this.clock = clock;
        this.lease = lease;
        this.cut = cut;
    }

    /** Begins a life, with an empty index: answered by the realtime view alone until the first flip. */
    void start(Model present) {
        stop();
        model = present;
        index = new InMemoryBatchIndex();
        views.heal();
        loads.clear();
        served = new ServedViews(model);
        List<SpeedMember> members =
                speed.stream().flatMap(replica -> replica.members().stream()).toList();
        RealtimeViews all = new RealtimeViews(model, members);
        faults = new Faults(FaultListener.NONE);
        follower = new ViewFollower(
                model,
                new ViewFollower.Between(views, index, all, SpeedNodes.of(members), served),
                new ViewFollower.Setting(name, lease, clock, this::load, Runnable::run, faults),
                cut);
        HistoricViews historic = new HistoricViews(model, views, index, Runnable::run);
        queries.add(new MergedQuery(served, historic, index, all, clock, cut));
        for (SpeedReplica replica : speed) {
            RealtimeViews alone = new RealtimeViews(model, replica.members());
            queries.add(new MergedQuery(served, historic, index, alone, clock, cut));
        }
        up = true;
    }

    void stop() {
        up = false;
        queries.clear();
        if (index != null) {
            index.close();
        }
    }

    boolean isUp() {
        return up;
    }

    Model model() {
        return model;
    }

    private void load(Runnable load) {
        if (isSlow) {
            loads.add(load);
        } else {
            load.run();
        }
    }

    /** Hears of the newest manifest. */
    void hear() {
        views.hear();
    }

    /** Loads the newest manifest it has heard of, and flips if it may. */
    void follow() {
        while (!loads.isEmpty()) {
            loads.remove().run();
        }
        follower.step();
        renew();
    }

    /** Begins to load what it has heard of. */
    void followSlowly() {
        isSlow = true;
        follower.step();
        isSlow = false;
    }

    /** Ends one load of those that were begun. */
    void endLoad() {
        if (up && !loads.isEmpty()) {
            loads.remove().run();
        }
    }

    void renew() {
        if (up) {
            follower.leases().step();
        }
    }

    void failViews(int reads, int failures) {
        views.failAfter(reads, failures);
    }

    /** Whether its views were made to fail in this life, and may have. */
    boolean isTroubled() {
        return views.isTroubled;
    }

    List<Fault> faults() {
        return faults.standing();
    }

    /** Why it stays on an older manifest. */
    String waiting() {
        return follower.waiting().toString();
    }

    /** How many ways there are to be asked. The first is with all speed replicas. */
    int ways() {
        return queries.size();
    }

    MergedAnswer answer(AggregationDefinition<?> definition, int way) {
        return queries.get(way)
                .page(everything(definition, OptionalLong.empty()), EVERYTHING, Waiting.ALLOWED, holding());
    }

    /** What it answers from, and as of where: found out with as little of the answer as can be. */
    Proof proof(AggregationDefinition<?> definition, int way) {
        return definition.tile().isAllTime()
                ? answer(definition, way).proof()
                : queries.get(way)
                        .page(
                                question(definition, NO_TILES, OptionalLong.empty()),
                                EVERYTHING,
                                Waiting.ALLOWED,
                                holding())
                        .proof();
    }

    /** As of where it answers who wants no older; empty if it does not come so far. */
    Optional<OffsetVector> asOfNoOlder(String aggregation, OffsetVector seen) {
        AggregationDefinition<?> definition = model.aggregation(aggregation).orElseThrow();
        LeastAsOf least = LeastAsOf.of(seen, Duration.ZERO);
        TimeRange range = definition.tile().isAllTime() ? TimeRange.ALL : NO_TILES;
        try {
            return Optional.of(queries.get(0)
                    .page(
                            question(definition, range, OptionalLong.empty()).noOlderThan(least),
                            EVERYTHING,
                            Waiting.ALLOWED,
                            holding())
                    .proof()
                    .asOf()
                    .offsets());
        } catch (OlderAnswerException older) {
            return Optional.empty();
        }
    }

    /** What it answers from in whatever way. */
    Tidemark tidemark(AggregationDefinition<?> definition) {
        return served.peek(definition.name()).tidemark();
    }

    /** What an earlier manifest answers, from batch alone. */
    MergedAnswer earlierAnswer(AggregationDefinition<?> definition, long manifest) {
        return queries.get(0)
                .page(everything(definition, OptionalLong.of(manifest)), EVERYTHING, Waiting.ALLOWED, holding());
    }

    MergedAnswer page(Asked asked, Optional<Page.Place> after) {
        return queries.get(0)
                .page(question(asked), new Page(asked.limit(), asked.order(), after), Waiting.ALLOWED, holding());
    }

    /** The groups that have most readings. */
    MergedAnswer top(Asked asked) {
        return queries.get(0)
                .top(question(asked), new Ranking(0, asked.limit(), Ranking.Order.GREATEST_FIRST), holding());
    }

    GroupListing groups(Asked asked) {
        return queries.get(0).groups(question(asked), asked.limit(), Optional.empty(), holding());
    }

    private static Holding holding() {
        return ByteBudget.unbounded().open();
    }

    private static Question question(Asked asked) {
        return new Question(
                asked.definition().name(),
                GroupFilter.ALL,
                asked.asking().plan(asked.definition().tile()),
                asked.metrics(),
                OptionalLong.empty());
    }

    private static Question everything(AggregationDefinition<?> definition, OptionalLong manifest) {
        return question(definition, TimeRange.ALL, manifest);
    }

    private static Question question(AggregationDefinition<?> definition, TimeRange range, OptionalLong manifest) {
        List<Integer> metrics =
                IntStream.range(0, definition.metrics().size()).boxed().toList();
        WindowPlan tiles = WindowPlan.over(range, new Window.EachTile(), definition.tile(), 1);
        return new Question(definition.name(), GroupFilter.ALL, tiles, metrics, manifest);
    }

    /** The views as this node has heard of them, which may be some time ago. */
    private static final class Heard implements BatchViews {
        private final BatchViews views;
        private Manifest newest = Manifest.NONE;
        private int readsUntilFailure;
        private int failuresLeft;
        private boolean isTroubled;

        Heard(BatchViews views) {
            this.views = views;
        }

        void heal() {
            newest = Manifest.NONE;
            failuresLeft = 0;
            isTroubled = false;
        }

        void failAfter(int reads, int failures) {
            readsUntilFailure = reads;
            failuresLeft = failures;
            isTroubled = true;
        }

        private void read() throws IOException {
            if (failuresLeft > 0 && readsUntilFailure-- <= 0) {
                failuresLeft--;
                throw new IOException("the views cannot be read");
            }
        }

        void hear() {
            try {
                newest = views.newest();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Manifest newest() throws IOException {
            read();
            return newest;
        }

        @Override
        public Optional<Manifest> manifest(long number) throws IOException {
            return views.manifest(number);
        }

        @Override
        public Beginnings beginnings() {
            return views.beginnings();
        }

        @Override
        public void read(ViewFile file, AggregationDefinition<?> definition, RowSink sink) throws IOException {
            read();
            views.read(file, definition, sink);
        }

        @Override
        public void read(EntryFile file, EntrySink sink) throws IOException {
            read();
            views.read(file, sink);
        }
    }
}
