package io.tidemark.log;

/**
 * While a log's topics are asked for one after another: how many did not answer. Each such is waited for; of a second one, it
 * is the log that is away, and the rest need not be asked. Made anew for each round; owned by one thread.
 */
public final class Silence {
    private static final int TOPICS = 2;

    private int topics;

    /** @param failure of one topic */
    public void heard(RuntimeException failure) {
        if (failure instanceof LogUnavailableException) {
            topics++;
        }
    }

    /** Whether nobody is to be asked any more. */
    public boolean isOfAll() {
        return topics >= TOPICS;
    }
}
