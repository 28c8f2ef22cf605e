package io.tidemark.serving.merge.realtime;

import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.serving.merge.realtime.Asking.Form;
import io.tidemark.serving.merge.realtime.Asking.Given;
import io.tidemark.tidemark.PartitionId;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * One node, asked once. It lands where whoever waits for it takes it; what comes when nobody waits any more is dropped. Owned
 * by the one who asks, but for the running.
 */
final class NodeCall<A> {
    private final Node node;
    private final RealtimeQuery part;
    private final Set<PartitionId> partitions;
    private final Form<A> form;
    private final Pace pace;
    private final Queue<NodeCall<A>> landed;
    private final FutureTask<Void> task = new FutureTask<>(this::run, null);
    private final long askedNanos = System.nanoTime();
    private long lateFromNanos;

    // Guarded by this.
    private boolean isAbandoned;
    private Given<A> given;
    private Throwable failure;

    NodeCall(
            Node node,
            RealtimeQuery part,
            Set<PartitionId> partitions,
            Form<A> form,
            Pace pace,
            Queue<NodeCall<A>> landed) {
        this.node = node;
        this.part = part;
        this.partitions = partitions;
        this.form = form;
        this.pace = pace;
        this.landed = landed;
        this.lateFromNanos = askedNanos + pace.patienceNanos();
    }

    void begin(Executor threads) {
        threads.execute(task);
    }

    private void run() {
        Given<A> answer = null;
        Throwable fault = null;
        try {
            answer = form.ask(node, part);
            Asking.requireMeant(answer.coverage(), part);
            pace.answered(askedNanos);
        } catch (RealtimeAnswer.TooLargeException scanned) {
            pace.answered(askedNanos);
            fault = scanned;
        } catch (Throwable any) {
            fault = any;
        }
        land(answer, fault);
    }

    private void land(Given<A> answer, Throwable fault) {
        boolean isWanted;
        synchronized (this) {
            isWanted = !isAbandoned;
            given = answer;
            failure = fault;
        }
        if (fault != null && isWanted && !(fault instanceof RealtimeAnswer.TooLargeException)) {
            pace.disappointed(askedNanos);
        }
        if (answer != null && (fault != null || !isWanted)) {
            form.drop(answer.rows());
        }
        if (isWanted) {
            landed.add(this);
        }
    }

    /** How long it may take still until it is late, or is so once more. */
    long patienceNanos() {
        return lateFromNanos - System.nanoTime();
    }

    /** It is late. It may be so again: who could be asked in its place may be another then. */
    void foundLate() {
        lateFromNanos = System.nanoTime() + pace.patienceNanos();
        pace.disappointed(askedNanos);
    }

    /** Nobody waits for it any more. */
    void abandon() {
        boolean isLanded;
        synchronized (this) {
            isAbandoned = true;
            isLanded = given != null && failure == null;
        }
        if (isLanded) {
            form.drop(given.rows());
        } else {
            task.cancel(true);
        }
    }

    Node node() {
        return node;
    }

    RealtimeQuery part() {
        return part;
    }

    Set<PartitionId> partitions() {
        return partitions;
    }

    synchronized Given<A> given() {
        return given;
    }

    synchronized Throwable failure() {
        return failure;
    }
}
