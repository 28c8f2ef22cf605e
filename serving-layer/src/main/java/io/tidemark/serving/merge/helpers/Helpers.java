package io.tidemark.serving.merge.helpers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * A few threads for all askers together, who find one idle or do all by themselves: a large question that is asked alone has
 * the whole machine, and of many at once each has a thread. Safe for use by many threads.
 */
public final class Helpers {
    /** More would hold more for one question than they make it faster. */
    private static final int MOST = 3;

    private final Semaphore idle;
    private final ExecutorService threads;

    /** A piece of something. */
    @FunctionalInterface
    public interface Piece<T> {
        /** @param isNeeded whether all others have gone well so far: else the result is of no use any more */
        T done(BooleanSupplier isNeeded);
    }

    /** @param most how many threads there are at most; they are started when they are needed, and end by themselves */
    public Helpers(int most) {
        idle = new Semaphore(most);
        threads = new ThreadPoolExecutor(
                0, Math.max(1, most), 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Helpers::thread);
    }

    /** As many as make use of all processors, with the asker's own thread. */
    public static Helpers ofMachine() {
        return new Helpers(Math.min(MOST, Runtime.getRuntime().availableProcessors() - 1));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "serving-helper");
        thread.setDaemon(true);
        return thread;
    }

    /** How many have nothing to do at present. */
    public int idle() {
        return idle.availablePermits();
    }

    /**
     * Does all pieces, by the calling thread and by those that are idle. When it returns or throws, nobody is at any of them
     * any more: also if the calling thread is interrupted, which the others are then too.
     *
     * @return the results in the order of the pieces
     * @throws RuntimeException that of the first piece that failed; or its Error
     */
    public <T> List<T> done(List<Piece<T>> pieces) {
        Work<T> work = new Work<>(pieces);
        List<Helper> helpers = new ArrayList<>();
        while (helpers.size() < pieces.size() - 1 && idle.tryAcquire()) {
            helpers.add(new Helper(work));
        }
        work.helpers = new CountDownLatch(helpers.size());
        helpers.forEach(this::start);
        work.go();
        work.await(helpers);
        return work.results();
    }

    private void start(Helper helper) {
        try {
            threads.execute(helper);
        } catch (Throwable noThread) {
            // Its piece is done by another.
            helper.end();
        }
    }

    /** What the threads of one question share. */
    private static final class Work<T> {
        private final List<Piece<T>> pieces;
        private final List<T> results = new ArrayList<>();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private CountDownLatch helpers;

        Work(List<Piece<T>> pieces) {
            this.pieces = pieces;
            for (int i = 0; i < pieces.size(); i++) {
                results.add(null);
            }
        }

        /** Takes pieces until there are none, or one has failed. */
        void go() {
            int piece = next.getAndIncrement();
            while (piece < pieces.size() && isNeeded()) {
                try {
                    T result = pieces.get(piece).done(this::isNeeded);
                    synchronized (results) {
                        results.set(piece, result);
                    }
                } catch (Throwable failed) {
                    failure.compareAndSet(null, failed);
                }
                piece = next.getAndIncrement();
            }
        }

        private boolean isNeeded() {
            return failure.get() == null;
        }

        /** Until the last has ended; they are hurried if they work for nothing. */
        void await(List<Helper> others) {
            boolean isInterrupted = false;
            while (true) {
                if (!isNeeded()) {
                    others.forEach(Helper::interrupt);
                }
                try {
                    helpers.await();
                    break;
                } catch (InterruptedException e) {
                    isInterrupted = true;
                    failure.compareAndSet(null, new CancellationException("the asker waits no longer"));
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }

        List<T> results() {
            Throwable failed = failure.get();
            if (failed instanceof Error error) {
                throw error;
            }
            if (failed != null) {
                throw (RuntimeException) failed;
            }
            synchronized (results) {
                return results;
            }
        }
    }

    /** One thread for one question. */
    private final class Helper implements Runnable {
        private final Work<?> work;
        /** Null before it has begun and when it has ended: then the thread is another's. */
        private Thread thread;

        Helper(Work<?> work) {
            this.work = work;
        }

        @Override
        public void run() {
            begin(Thread.currentThread());
            try {
                work.go();
            } finally {
                begin(null);
                end();
            }
        }

        private synchronized void begin(Thread working) {
            thread = working;
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        void end() {
            idle.release();
            work.helpers.countDown();
        }
    }
}
