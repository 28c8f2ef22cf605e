package io.tidemark.serving.calls;

import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * One node, asked once. It lands where whoever waits for it takes it; what comes when nobody waits any more is dropped. Owned
 * by the one who asks, but for the running.
 *
 * @param <Q> what it is about
 * @param <A> what it gives
 */
public final class Call<Q, A> {
    private final Q about;
    private final Pace pace;
    private final Supplier<A> asking;
    private final Calls<Q, A> calls;
    private final FutureTask<Void> task = new FutureTask<>(this::run, null);
    private final long askedNanos = System.nanoTime();
    private long lateFromNanos;

    // Guarded by this.
    private boolean isAbandoned;
    private A given;
    private Throwable failure;

    Call(Q about, Pace pace, Supplier<A> asking, Calls<Q, A> calls) {
        this.about = about;
        this.pace = pace;
        this.asking = asking;
        this.calls = calls;
        this.lateFromNanos = askedNanos + pace.patienceNanos();
    }

    void begin(Executor threads) {
        threads.execute(task);
    }

    private void run() {
        A answer = null;
        Throwable fault = null;
        try {
            answer = asking.get();
            pace.answered(askedNanos);
        } catch (Throwable any) {
            fault = any;
        }
        land(answer, fault);
    }

    private void land(A answer, Throwable fault) {
        boolean isWanted;
        synchronized (this) {
            isWanted = !isAbandoned;
            given = answer;
            failure = fault;
        }
        if (fault != null && calls.isAnswer(fault)) {
            pace.answered(askedNanos);
        } else if (fault != null && isWanted) {
            pace.disappointed(askedNanos);
        }
        if (isWanted) {
            calls.land(this);
        } else if (answer != null) {
            calls.drop(answer);
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
        A landed;
        synchronized (this) {
            isAbandoned = true;
            landed = given;
        }
        if (landed == null) {
            task.cancel(true);
        } else {
            calls.drop(landed);
        }
    }

    public Q about() {
        return about;
    }

    /** What it gave, unless it {@linkplain #failure failed}. */
    public synchronized A given() {
        return given;
    }

    /** What was thrown; null if it gave an answer. */
    public synchronized Throwable failure() {
        return failure;
    }
}
