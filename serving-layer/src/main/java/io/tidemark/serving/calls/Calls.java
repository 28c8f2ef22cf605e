package io.tidemark.serving.calls;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The calls of one question, side by side: who asks takes what comes first, and hears which is late, so that another may be
 * asked as well. To be ended. Owned by one thread; its calls have threads of their own.
 *
 * @param <Q> what a call is about
 * @param <A> what it gives
 */
public final class Calls<Q, A> {
    private final Executor threads;
    private final Consumer<A> drop;
    private final Predicate<Throwable> isAnswer;
    private final List<Call<Q, A>> flying = new ArrayList<>();
    private final BlockingQueue<Call<Q, A>> landed = new LinkedBlockingQueue<>();

    /**
     * @param drop lets go of an answer that nobody waits for any more; called by the asker or by the call's thread
     * @param isAnswer whether what a node throws says nothing against the node
     */
    public Calls(Executor threads, Consumer<A> drop, Predicate<Throwable> isAnswer) {
        this.threads = threads;
        this.drop = drop;
        this.isAnswer = isAnswer;
    }

    /** Asks a node of this pace. */
    public void send(Q about, Pace pace, Supplier<A> asking) {
        Call<Q, A> call = new Call<>(about, pace, asking, this);
        flying.add(call);
        call.begin(threads);
    }

    void drop(A answer) {
        drop.accept(answer);
    }

    boolean isAnswer(Throwable thrown) {
        return isAnswer.test(thrown);
    }

    void land(Call<Q, A> call) {
        landed.add(call);
    }

    /** What is being asked. */
    public List<Q> underWay() {
        return flying.stream().map(Call::about).toList();
    }

    /** The next call that ended; null if one is late first. */
    public Call<Q, A> next() {
        long patience = Long.MAX_VALUE;
        for (Call<Q, A> call : flying) {
            patience = Math.min(patience, call.patienceNanos());
        }
        try {
            Call<Q, A> next = landed.poll(Math.max(0, patience), TimeUnit.NANOSECONDS);
            flying.remove(next);
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the asker waits no longer");
        }
    }

    /** What the calls are about that are late. They are waited for on, and may be late once more. */
    public List<Q> late() {
        List<Q> late = new ArrayList<>();
        for (Call<Q, A> call : flying) {
            if (call.patienceNanos() <= 0) {
                call.foundLate();
                late.add(call.about());
            }
        }
        return late;
    }

    /** Lets go of what nobody waits for any more. */
    public void end() {
        flying.forEach(Call::abandon);
        flying.clear();
    }
}
