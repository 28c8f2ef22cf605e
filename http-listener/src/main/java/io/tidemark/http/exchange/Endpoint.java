package io.tidemark.http.exchange;

import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.seam.Waiting;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Answers one kind of request. May be called by many threads. */
@FunctionalInterface
public interface Endpoint {
    /** Of a request that can be answered at once. */
    Supplier<CompletableFuture<? extends AutoCloseable>> NOTHING = () -> CompletableFuture.completedFuture(() -> {});

    /**
     * Reads a request; what it asks is answered by what is returned.
     *
     * @throws ProblemException if the request cannot be answered
     */
    Asked read(ApiRequest request);

    /** One that reads and answers in one go. */
    static Endpoint whole(Answering answering) {
        return request -> new Asked(false, false, NOTHING, (waiting, holding) -> answering.answer(request));
    }

    /** What a request comes to. */
    @FunctionalInterface
    interface Answering {
        /**
         * @throws ProblemException if the request cannot be answered
         */
        Reply answer(ApiRequest request);
    }

    /**
     * A request that was read.
     *
     * @param isSmall whether the answer takes little work and waits for no other process
     * @param isLasting whether the same request asks the same at any time
     * @param needs what must have come before it is answered, and is closed after; nobody waits for it
     * @param answer may be asked for any number of times, by many threads
     */
    record Asked(
            boolean isSmall,
            boolean isLasting,
            Supplier<CompletableFuture<? extends AutoCloseable>> needs,
            Answer answer) {}

    /** Makes an answer. */
    @FunctionalInterface
    interface Answer {
        /**
         * @param holding takes notice of what is held while it is made; in the end its body at least
         * @throws io.tidemark.seam.WouldWaitException if it may not wait and would have to
         * @throws io.tidemark.seam.NotYetException if it is to be asked for again
         * @throws io.tidemark.memory.OverBudgetException if more would be held than there is left
         */
        Reply make(Waiting waiting, Holding holding);
    }
}
