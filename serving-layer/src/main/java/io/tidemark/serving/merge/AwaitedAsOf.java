package io.tidemark.serving.merge;

import io.tidemark.cut.Cut;
import io.tidemark.seam.RealtimeStatus.PartitionStatus;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.serving.flip.ServedView;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.serving.merge.answer.OlderAnswerException;
import io.tidemark.serving.merge.question.LeastAsOf;
import io.tidemark.serving.merge.question.LeastAsOf.Behind;
import io.tidemark.serving.merge.question.LeastAsOf.Shortfall;
import io.tidemark.serving.merge.question.Question;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Who waits until answers about an aggregation are as of somewhere. All of them are looked after by one look now and then,
 * so that a thousand who wait cost what one does; it looks while somebody waits. What it sees is a hint: the answer itself
 * is the proof (PROTOCOL 1). Safe for use by many threads.
 */
final class AwaitedAsOf {
    private static final Duration LOOK = Duration.ofMillis(10);
    /** A look may be held up by a node that does not answer; those about other aggregations are not. */
    private static final int THREADS = 2;

    /** More than any partition takes in the ten seconds for which a speed node believes what it heard of a log's end. */
    private static final long FAR = 10_000_000;

    private final ServedViews served;
    private final RealtimeViews realtime;
    private final Cut cut;
    private final Map<String, List<Waiting>> waiting = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor looks = new ScheduledThreadPoolExecutor(THREADS, task -> {
        Thread thread = new Thread(task, "serving-as-of");
        thread.setDaemon(true);
        return thread;
    });

    private record Waiting(LeastAsOf least, CompletableFuture<Void> there) {}

    AwaitedAsOf(ServedViews served, RealtimeViews realtime, Cut cut) {
        this.served = served;
        this.realtime = realtime;
        this.cut = cut;
        looks.setKeepAliveTime(1, TimeUnit.SECONDS);
        looks.allowCoreThreadTimeOut(true);
    }

    /**
     * Lets an answer pass that is as of what its question wants at least.
     *
     * @throws OlderAnswerException if it is older
     */
    void require(Question question, ServedView view, AsOf asOf) {
        if (question.least().isEmpty()) {
            return;
        }
        LeastAsOf least = question.least().get();
        Optional<Shortfall> shortfall = shortfall(least, view, asOf);
        if (shortfall.isPresent()) {
            throw new OlderAnswerException(
                    orBeyond(question.aggregation(), shortfall.get()),
                    least.waitFor(),
                    within -> reached(question.aggregation(), least, within));
        }
    }

    private Optional<Shortfall> shortfall(LeastAsOf least, ServedView view, AsOf asOf) {
        return least.shortfall(
                view.definition().input().topics(), asOf, view.entry().since(), cut);
    }

    /** What lies far beyond the log's end was no answer's, and does not come by waiting. */
    private Shortfall orBeyond(String aggregation, Shortfall shortfall) {
        if (shortfall.most() <= FAR) {
            return shortfall;
        }
        for (PartitionStatus status : realtime.status().partitions()) {
            for (Behind one : shortfall.behind()) {
                PartitionId partition = one.partition();
                if (status.aggregation().equals(aggregation)
                        && status.topic().equals(partition.topic())
                        && status.partition() == partition.partition()
                        && status.logEnd() >= 0
                        && one.least() - status.logEnd() > FAR) {
                    return new Shortfall(
                            Shortfall.Kind.BEYOND,
                            "partition " + partition,
                            "ends at offset " + status.logEnd() + ", far before " + one.least(),
                            List.of());
                }
            }
        }
        return shortfall;
    }

    private CompletableFuture<Void> reached(String aggregation, LeastAsOf least, Duration within) {
        Waiting one = new Waiting(
                least, new CompletableFuture<Void>().completeOnTimeout(null, within.toNanos(), TimeUnit.NANOSECONDS));
        waiting.compute(aggregation, (name, others) -> {
            List<Waiting> all = others == null ? new ArrayList<>() : new ArrayList<>(others);
            all.add(one);
            if (others == null) {
                lookSoon(aggregation);
            }
            return all;
        });
        return one.there();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It ends with the last who waits.
    private void lookSoon(String aggregation) {
        looks.schedule(() -> look(aggregation), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(String aggregation) {
        List<Waiting> there = new ArrayList<>();
        try {
            ServedView view = served.peek(aggregation);
            AsOf asOf = AsOf.of(
                    view.entry(),
                    view.definition().input().topics(),
                    realtime.coverage(view.entry().id(), view.tidemark()));
            for (Waiting one : waiting.getOrDefault(aggregation, List.of())) {
                if (shortfall(one.least(), view, asOf)
                        .filter(Shortfall::mayPass)
                        .isEmpty()) {
                    there.add(one);
                }
            }
        } finally {
            // Those whose time is over have gone by themselves.
            waiting.compute(aggregation, (name, all) -> {
                List<Waiting> left = new ArrayList<>(all == null ? List.of() : all);
                left.removeIf(one -> there.contains(one) || one.there().isDone());
                if (left.isEmpty()) {
                    return null;
                }
                lookSoon(aggregation);
                return left;
            });
        }
        there.forEach(one -> one.there().complete(null));
    }
}
