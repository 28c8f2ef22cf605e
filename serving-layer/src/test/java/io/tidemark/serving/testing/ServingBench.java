package io.tidemark.serving.testing;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupFilter;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.SpeedNodes;
import io.tidemark.serving.flip.HistoricViews;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.serving.flip.ViewFollower;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.rocks.RocksBatchIndex;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.serving.merge.question.Page;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.serving.merge.window.WindowPlan;
import io.tidemark.testkit.ManualClock;
import io.tidemark.testkit.PlainFold;
import io.tidemark.time.TimeRange;
import io.tidemark.time.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

/** Index, follower and merge over the two in-memory layers, without HTTP and stepped by hand. */
public final class ServingBench implements AutoCloseable {
    public final ManualClock clock = new ManualClock(Instant.ofEpochMilli(SalesLog.START));
    public final SalesLog log;
    public final InMemoryBatchViews batch;
    public final ServedViews served;
    public final BatchIndex index;
    public final ViewFollower follower;
    public final HistoricViews historic;
    public final RealtimeViews realtime;
    public final UnboundedQuery query;
    public final Faults faults = new Faults(FaultListener.NONE);

    public ServingBench(SalesLog log, Path directory, RealtimeView... nodes) {
        this(log, directory, new InMemoryBatchViews(), nodes);
    }

    public ServingBench(SalesLog log, Path directory, InMemoryBatchViews batch, RealtimeView... nodes) {
        this(log, directory, batch, SpeedNodes.of(List.of(nodes)), Runnable::run);
    }

    /** Of another model over the same log. */
    public ServingBench(Model model, SalesLog log, Path directory, RealtimeView... nodes) {
        this(
                model,
                log,
                RocksBatchIndex.open(directory, 1 << 20),
                new InMemoryBatchViews(),
                SpeedNodes.of(List.of(nodes)),
                Runnable::run);
    }

    /** @param asks where speed nodes are asked */
    public ServingBench(SalesLog log, Path directory, InMemoryBatchViews batch, SpeedNodes nodes, Executor asks) {
        this(SalesModel.MODEL, log, RocksBatchIndex.open(directory, 1 << 20), batch, nodes, asks);
    }

    /** @param index is closed with this */
    public ServingBench(SalesLog log, BatchIndex index, InMemoryBatchViews batch, SpeedNodes nodes, Executor asks) {
        this(SalesModel.MODEL, log, index, batch, nodes, asks);
    }

    /** Of another model, over views that others may share. */
    public ServingBench(Model model, SalesLog log, BatchIndex index, InMemoryBatchViews batch, RealtimeView... nodes) {
        this(model, log, index, batch, SpeedNodes.of(List.of(nodes)), Runnable::run);
    }

    private ServingBench(
            Model model, SalesLog log, BatchIndex index, InMemoryBatchViews batch, SpeedNodes nodes, Executor asks) {
        this.served = new ServedViews(model);
        this.log = log;
        this.batch = batch;
        this.index = index;
        this.realtime = new RealtimeViews(model, nodes, asks);
        this.follower = new ViewFollower(
                model,
                new ViewFollower.Between(batch, index, realtime, nodes, served),
                new ViewFollower.Setting("serving-1", Duration.ofSeconds(30), clock, Runnable::run, asks, faults));
        this.historic = new HistoricViews(model, batch, index, Runnable::run);
        this.query = new UnboundedQuery(new MergedQuery(served, historic, index, realtime, clock));
    }

    /** Follows once, and keeps what is leased. */
    public int step() {
        int flips = follower.step();
        follower.leases().step();
        return flips;
    }

    /** Every group and tile of an aggregation. */
    public static Question everything(AggregationDefinition<?> definition) {
        return new Question(
                definition.name(),
                GroupFilter.ALL,
                WindowPlan.over(TimeRange.ALL, new Window.EachTile(), definition.tile(), 1),
                IntStream.range(0, definition.metrics().size()).boxed().toList(),
                OptionalLong.empty());
    }

    public MergedAnswer askAll(AggregationDefinition<?> definition) {
        return query.page(everything(definition), new Page(100_000, Page.Order.EARLIEST_FIRST, Optional.empty()));
    }

    /** An answer's rows as the plain fold gives them. */
    public static Map<PlainFold.Cell, List<Object>> cells(MergedAnswer answer) {
        Map<PlainFold.Cell, List<Object>> cells = new TreeMap<>();
        answer.rows().forEach(row -> {
            GroupKey group = row.group();
            cells.put(new PlainFold.Cell(group, row.firstMillis()), row.metrics());
        });
        return cells;
    }

    @Override
    public void close() {
        index.close();
    }
}
