package io.tidemark.serving.merge.realtime;

import io.tidemark.fault.Reason;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.serving.calls.Pace;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Looks at all nodes side by side, at those of this process at once. One that has not answered yet is asked nothing more of
 * the same kind: who wants to know it meanwhile waits for that answer. Safe for use by many threads.
 */
final class Looks {
    private final KnownNodes known;
    private final Executor threads;
    private final Map<Wanted, CompletableFuture<Object>> underWay = new ConcurrentHashMap<>();

    private record Wanted(Node node, Object what) {}

    /** What a node gave, or why it did not. */
    record Seen<T>(T given, String away) {
        boolean isAway() {
            return away != null;
        }
    }

    Looks(KnownNodes known, Executor threads) {
        this.known = known;
        this.threads = threads;
    }

    /**
     * Looks at some nodes.
     *
     * @param what is the same for all who want to know the same
     * @param ask of one node; may throw any Throwable
     * @param isEnough whether those that are later than usual need not be waited for, by what the others have given
     */
    <T> Map<Node, Seen<T>> at(List<Node> nodes, Object what, Function<Node, T> ask, Predicate<List<T>> isEnough) {
        Map<Node, CompletableFuture<Object>> asked = new LinkedHashMap<>();
        nodes.forEach(node -> asked.put(node, begin(new Wanted(node, what), ask)));
        long begun = System.nanoTime();
        Map<Node, Seen<T>> seen = new LinkedHashMap<>();
        for (Map.Entry<Node, CompletableFuture<Object>> each : asked.entrySet()) {
            long patience = begun + known.pace(each.getKey()).patienceNanos() - System.nanoTime();
            seen.put(each.getKey(), seen(each.getValue(), Math.max(0, patience)));
        }
        for (Map.Entry<Node, Seen<T>> each : seen.entrySet()) {
            if (each.getValue() == null) {
                known.pace(each.getKey()).disappointed(begun);
                each.setValue(
                        isEnough.test(given(seen.values()))
                                ? late(begun)
                                : seen(asked.get(each.getKey()), Long.MAX_VALUE));
            }
        }
        return seen;
    }

    private static <T> List<T> given(Collection<Seen<T>> seen) {
        return seen.stream()
                .filter(each -> each != null && !each.isAway())
                .map(Seen::given)
                .toList();
    }

    private static <T> Seen<T> late(long begun) {
        return new Seen<>(
                null,
                "no answer within "
                        + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
    }

    private CompletableFuture<Object> begin(Wanted wanted, Function<Node, ?> ask) {
        CompletableFuture<Object> mine = new CompletableFuture<>();
        CompletableFuture<Object> others = underWay.putIfAbsent(wanted, mine);
        if (others != null) {
            return others;
        }
        Executor where = wanted.node().view().isHere() ? Runnable::run : threads;
        try {
            where.execute(() -> run(wanted, ask, mine));
        } catch (Throwable refused) {
            underWay.remove(wanted);
            mine.completeExceptionally(refused);
        }
        return mine;
    }

    private void run(Wanted wanted, Function<Node, ?> ask, CompletableFuture<Object> result) {
        Pace pace = known.pace(wanted.node());
        long asked = System.nanoTime();
        Object given = null;
        Throwable fault = null;
        try {
            given = ask.apply(wanted.node());
            pace.answered(asked);
        } catch (Throwable any) {
            pace.disappointed(asked);
            fault = any;
        }
        underWay.remove(wanted);
        if (fault == null) {
            result.complete(given);
        } else {
            result.completeExceptionally(fault);
        }
    }

    /** Null if it does not come in time. */
    @SuppressWarnings("unchecked")
    private static <T> Seen<T> seen(CompletableFuture<Object> answer, long patienceNanos) {
        try {
            return new Seen<>((T) answer.get(patienceNanos, TimeUnit.NANOSECONDS), null);
        } catch (ExecutionException away) {
            return new Seen<>(null, Reason.of(away.getCause()));
        } catch (TimeoutException late) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the asker waits no longer");
        }
    }
}
