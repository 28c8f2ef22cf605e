package io.tidemark.serving.merge.realtime;

import io.tidemark.manifest.ViewId;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.serving.testing.LogRealtimeView;
import io.tidemark.tidemark.Tidemark;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A speed node of another process: it counts how often it is asked, may stand still, and may answer what it likes. */
final class AskedNode implements RealtimeView {
    final LogRealtimeView view;
    final AtomicInteger questions = new AtomicInteger();
    final AtomicInteger coverages = new AtomicInteger();
    volatile UnaryOperator<RealtimeAnswer> garbling = UnaryOperator.identity();
    private volatile CountDownLatch pause = new CountDownLatch(0);

    AskedNode(LogRealtimeView view) {
        this.view = view;
    }

    /** Answers nothing until it {@link #goesOn}. */
    void stops() {
        pause = new CountDownLatch(1);
    }

    void goesOn() {
        pause.countDown();
    }

    int calls() {
        return questions.get() + coverages.get();
    }

    private void awaitTurn() {
        try {
            pause.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody waits any more", e);
        }
    }

    @Override
    public RealtimeAnswer read(RealtimeQuery query) {
        questions.incrementAndGet();
        awaitTurn();
        return garbling.apply(view.read(query));
    }

    @Override
    public RealtimeScan scan(RealtimeQuery query) {
        questions.incrementAndGet();
        awaitTurn();
        return view.scan(query);
    }

    @Override
    public Coverage coverage(ViewId id, Tidemark tidemark) {
        coverages.incrementAndGet();
        awaitTurn();
        return view.coverage(id, tidemark);
    }

    @Override
    public void lease(TidemarkLease lease) {
        awaitTurn();
        view.lease(lease);
    }

    @Override
    public RealtimeStatus status() {
        awaitTurn();
        return view.status();
    }

    @Override
    public void close() {}
}
