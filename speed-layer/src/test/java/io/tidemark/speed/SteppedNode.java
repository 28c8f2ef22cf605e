package io.tidemark.speed;

import io.tidemark.cut.Cut;
import io.tidemark.log.LogReader;
import io.tidemark.log.LogReaders;
import io.tidemark.log.SoloLogReader;
import io.tidemark.memory.SharedBudget;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.speed.consume.PartitionWorker;
import io.tidemark.speed.consume.Topics;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.query.SpeedView;
import io.tidemark.speed.state.StateContext;
import io.tidemark.speed.store.StateStore;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.testkit.InMemoryLogReader;
import io.tidemark.testkit.ManualClock;
import io.tidemark.time.BatchInterval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A speed node without its threads: one worker that owns all partitions of the visits, from the end of its constructor on. */
public final class SteppedNode {
    private static final int MOST_RECORDS = 100;

    private final Topics topics;
    private final PartitionWorker worker;
    private final SpeedView view;
    private final TidemarkFollower follower;
    private final StateContext context;
    private InMemoryLogReader live;

    public SteppedNode(Model model, InMemoryEventLog log, BatchViews views, StateStore store) {
        this(model, log, views, store, SharedBudget.unbounded());
    }

    /** Hears where the log's partitions end. */
    public final void hear() {
        topics.refresh();
    }

    /** One whose partials have so much memory. */
    public SteppedNode(Model model, InMemoryEventLog log, BatchViews views, StateStore store, SharedBudget budget) {
        topics = new Topics(model, log);
        hear();
        Leases leases = new Leases(new ManualClock(Instant.EPOCH));
        context = StateContext.of(store, new BatchInterval(10), Cut.PROVEN).within(budget);
        follower = new TidemarkFollower(views, log);
        follow();
        worker = new PartitionWorker(model, context, topics, follower, leases, new LogReaders() {
            @Override
            public LogReader inGroup(LogReader.Listener listener) {
                live = log.reader(listener, MOST_RECORDS);
                return live;
            }

            @Override
            public SoloLogReader alone(LogReader.Listener listener) {
                return log.reader(listener, MOST_RECORDS);
            }
        });
        view = new SpeedView("n", model, topics, leases, Cut.PROVEN, context.states(), List::of);
        int partitions = log.describe(Visit.TOPIC).partitions();
        for (int p = 0; p < partitions; p++) {
            live.add(log.partition(Visit.TOPIC, p));
        }
    }

    public SpeedView view() {
        return view;
    }

    public PartitionWorker worker() {
        return worker;
    }

    public StateContext context() {
        return context;
    }

    /** Through which partitions are given and taken. */
    public InMemoryLogReader reader() {
        return live;
    }

    public void poll() {
        worker.poll(Duration.ZERO);
    }

    public void learn() {
        follow();
        worker.learn();
    }

    private void follow() {
        try {
            follower.step();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
