package io.tidemark.serving.flip;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.manifest.AggregationView;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.Hold;
import io.tidemark.serving.index.IndexedView;
import io.tidemark.time.Pause;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Loads the view that an aggregation is to be answered from next, and keeps it until it is. No lock is held meanwhile but
 * a turn, since loads side by side would take the processor from questions. A view that cannot be loaded is a fault of its
 * aggregation alone, and is tried again, less and less often. Many threads may use it, but one at a time for each
 * aggregation.
 */
final class ViewLoader {
    private static final Duration FIRST_REST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REST = Duration.ofSeconds(15);

    private final BatchIndex index;
    private final Clock clock;
    private final FaultSource faults;
    private final LoadingTurns turns = new LoadingTurns();
    private final Map<String, Failure> failures = new ConcurrentHashMap<>();
    private final Map<String, ServedView> loaded = new ConcurrentHashMap<>();

    /** A load that failed; what it did load is held for the next attempt. */
    private record Failure(AggregationView entry, Hold hold, Pause rest) {}

    ViewLoader(BatchIndex index, Clock clock, Faults faults) {
        this.index = index;
        this.clock = clock;
        this.faults = faults.source();
    }

    /** Whether it failed a moment ago. */
    boolean isResting(Wanted view) {
        Failure failure = failures.get(view.name());
        return failure != null
                && failure.entry().equals(view.entry())
                && !failure.rest().isOverAt(clock.instant());
    }

    /** The view, loaded; empty, with a standing fault, if it cannot be loaded. */
    Optional<ServedView> load(Wanted wanted, TidemarkLease lease, BatchViews views) {
        String name = wanted.name();
        AggregationView entry = wanted.entry();
        ServedView known = loaded.get(name);
        if (known != null && known.entry().equals(entry)) {
            return Optional.of(known);
        }
        Hold hold = index.hold(entry);
        Failure before = failures.get(name);
        drop(name);
        try {
            IndexedView files = loadInTurn(wanted, views);
            ServedView view = new ServedView(
                    wanted.definition(),
                    wanted.manifest().number(),
                    wanted.manifest().published(),
                    entry,
                    new ServedView.Kept(files, hold),
                    lease.holder());
            loaded.put(name, view);
            faults.clear(place(name));
            return Optional.of(view);
        } catch (Throwable fault) {
            boolean isSame = before != null && before.entry().equals(entry);
            Duration rest = isSame ? longer(before.rest().length()) : FIRST_REST;
            failures.put(name, new Failure(entry, hold, new Pause(clock.instant(), rest)));
            faults.raise(fault(name, wanted.manifest().number(), fault));
            return Optional.empty();
        }
    }

    private IndexedView loadInTurn(Wanted wanted, BatchViews views) throws InterruptedException {
        LoadingTurns.Turn turn = turns.take();
        try {
            return index.load(wanted.entry(), wanted.definition(), views)
                    .namedBy(wanted.manifest().number());
        } finally {
            turn.close();
        }
    }

    private static Duration longer(Duration rest) {
        Duration twice = rest.multipliedBy(2);
        return twice.compareTo(LONGEST_REST) < 0 ? twice : LONGEST_REST;
    }

    private static String place(String aggregation) {
        return "batch view of aggregation \"" + aggregation + "\"";
    }

    private static Fault fault(String aggregation, long manifest, Throwable thrown) {
        String what = "manifest " + manifest + " cannot be loaded, the view before is served: ";
        if (thrown instanceof FaultException named) {
            Fault fault = named.fault();
            return new Fault(
                    fault.code(), place(aggregation), what + fault.place() + " " + fault.fault(), fault.mend());
        }
        return new Fault(
                "TM-SRV-015", place(aggregation), what + Reason.of(thrown), "it is tried again; report it if it lasts");
    }

    /** The view is served from now on, and no longer this one's to close. */
    void release(String aggregation) {
        loaded.remove(aggregation);
    }

    /** Nothing is to be loaded for an aggregation any more. */
    void forget(String aggregation) {
        drop(aggregation);
        faults.clear(place(aggregation));
    }

    private void drop(String aggregation) {
        Failure failure = failures.remove(aggregation);
        if (failure != null) {
            failure.hold().close();
        }
        ServedView view = loaded.remove(aggregation);
        if (view != null) {
            view.close();
        }
    }
}
