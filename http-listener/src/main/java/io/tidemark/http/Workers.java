package io.tidemark.http;

import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Endpoint.Asked;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Reply.InPieces;
import io.tidemark.http.exchange.Route;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.seam.NotYetException;
import io.tidemark.seam.Waiting;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may wait is done by a bounded number of workers within a bounded time, so that the threads that bring requests stay
 * free: a speed node that hangs costs its askers an answer and nobody else. As many again are kept for what no question
 * may hold up, so that how a busy node fares is seen while it is busy.
 */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final ListenerLimits limits;
    private final ScheduledExecutorService timer;
    private final Outcomes outcomes;
    private final ThreadPoolExecutor threads;
    private final ThreadPoolExecutor kept;

    Workers(ListenerLimits limits, String name, ScheduledExecutorService timer, Outcomes outcomes) {
        this.limits = limits;
        this.timer = timer;
        this.outcomes = outcomes;
        this.threads = threads(limits.workers(), name + "-worker");
        this.kept = threads(limits.workers(), name + "-kept-worker");
    }

    private ThreadPoolExecutor threads(int most, String name) {
        ArrayBlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(limits.waiting());
        return new ThreadPoolExecutor(most, most, 60, TimeUnit.SECONDS, waiting, Threads.named(name));
    }

    private ThreadPoolExecutor threadsOf(Exchange exchange) {
        return exchange.route().work() == Route.Work.BY_KEPT_WORKER ? kept : threads;
    }

    /** One exchange's time, and what is being done for it. */
    static final class Work {
        private final AtomicReference<Future<?>> underWay = new AtomicReference<>();
        private final long beganNanos = System.nanoTime();
        private volatile ScheduledFuture<?> timeout;

        /** What is left of some time since it began. */
        private Duration left(Duration patience) {
            return patience.minusNanos(System.nanoTime() - beganNanos);
        }

        private void cancel() {
            Future<?> work = underWay.get();
            if (work != null) {
                work.cancel(true);
            }
        }
    }

    /** Begins the time that an exchange may take; after it, it is answered so, and what is done for it is interrupted. */
    Work begin(Exchange exchange) {
        Work work = new Work();
        work.timeout = timer.schedule(
                () -> {
                    exchange.send(timedOut(exchange));
                    work.cancel();
                },
                limits.timeout().toMillis(),
                TimeUnit.MILLISECONDS);
        Request.addCompletionListener(exchange.request(), fault -> work.timeout.cancel(false));
        return work;
    }

    /** Gives what is done the time that an answer in pieces may take: the first of them is about to be sent. */
    private void prolong(Work work) {
        work.timeout.cancel(false);
        work.timeout = timer.schedule(work::cancel, limits.wholeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private Reply timedOut(Exchange exchange) {
        if (exchange.isReading()) {
            return Reply.problem(HttpFault.TOO_SLOW
                    .at("body", "is not whole after " + limits.timeout(), "send it faster, or send less")
                    .problem());
        }
        return Reply.problem(HttpFault.TIMED_OUT
                .at(
                        exchange.route().template(),
                        "took more than " + limits.timeout(),
                        "ask for less, or see /v1/status")
                .problem());
    }

    /** Has a request read and answered. */
    void readAndAnswer(Exchange exchange, ApiRequest request, Work work) {
        submit(exchange, work, () -> {
            Asked asked;
            try {
                asked = exchange.route().endpoint().read(request);
            } catch (Throwable e) {
                exchange.send(outcomes.failed(exchange, e));
                return;
            }
            whenItsNeedsAreThere(exchange, asked, work);
        });
    }

    /** Has a request answered that was read. */
    void answer(Exchange exchange, Asked asked, Work work) {
        submit(exchange, work, () -> whenItsNeedsAreThere(exchange, asked, work));
    }

    private void submit(Exchange exchange, Work work, Runnable task) {
        try {
            work.underWay.set(threadsOf(exchange).submit(task));
        } catch (RejectedExecutionException e) {
            exchange.send(busy(limits.waiting() + " requests wait already"));
        }
    }

    /** Answers now or, on another worker, when what it needs is there. */
    @SuppressWarnings("FutureReturnValueIgnored") // Whatever comes of it is sent.
    private void whenItsNeedsAreThere(Exchange exchange, Asked asked, Work work) {
        CompletableFuture<? extends AutoCloseable> needs;
        try {
            needs = asked.needs().get();
        } catch (Throwable e) {
            exchange.send(outcomes.failed(exchange, e));
            return;
        }
        if (needs.isDone()) {
            finish(exchange, asked, needs, work);
            return;
        }
        needs.whenComplete((held, fault) -> {
            if (exchange.isAnswered()) {
                close(held);
            } else {
                submit(exchange, work, () -> finish(exchange, asked, needs, work));
            }
        });
    }

    private void finish(Exchange exchange, Asked asked, CompletableFuture<? extends AutoCloseable> needs, Work work) {
        Holding holding = exchange.open();
        AutoCloseable held = null;
        try {
            held = needs.join();
            Reply reply = asked.answer().make(Waiting.ALLOWED, holding);
            if (reply.writing().isPresent() && reply.writing().get() instanceof InPieces writing) {
                exchange.sendInPieces(writing, holding, outcomes, () -> prolong(work));
            } else {
                exchange.send(outcomes.answered(exchange, reply), holding);
            }
        } catch (NotYetException e) {
            holding.close();
            comeAgain(exchange, asked, e, work);
        } catch (CompletionException e) {
            exchange.send(outcomes.failed(exchange, e.getCause()), holding);
        } catch (Throwable e) {
            exchange.send(outcomes.failed(exchange, e), holding);
        } finally {
            close(held);
        }
    }

    /** Tries again, on another worker, when what is not there yet may be; after its time it is answered so. */
    @SuppressWarnings("FutureReturnValueIgnored") // Whatever comes of it is sent.
    private void comeAgain(Exchange exchange, Asked asked, NotYetException notYet, Work work) {
        Duration left = work.left(notYet.patience());
        if (left.isNegative() || left.isZero()) {
            exchange.send(outcomes.failed(exchange, notYet));
            return;
        }
        notYet.coming(left).whenComplete((there, fault) -> {
            if (!exchange.isAnswered()) {
                answer(exchange, asked, work);
            }
        });
    }

    private static void close(AutoCloseable held) {
        try {
            if (held != null) {
                held.close();
            }
        } catch (Exception e) {
            LOG.warn("What an answer needed could not be given back", e);
        }
    }

    private static Reply busy(String fault) {
        return Reply.problem(
                HttpFault.BUSY.at("server", fault, "try again in a second").problem());
    }

    /** Ends the workers: after what they are at, if it does not take longer than it may. Returns whether none is left. */
    boolean end(Duration within) throws InterruptedException {
        threads.shutdown();
        kept.shutdown();
        long end = System.nanoTime() + limits.timeout().toNanos();
        boolean areThreadsDone = isDone(threads, end);
        boolean areKeptDone = isDone(kept, end);
        if (!areThreadsDone || !areKeptDone) {
            threads.shutdownNow();
            kept.shutdownNow();
        }
        end = System.nanoTime() + within.toNanos();
        return isDone(threads, end) && isDone(kept, end);
    }

    private static boolean isDone(ThreadPoolExecutor ended, long endNanos) throws InterruptedException {
        return ended.awaitTermination(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
