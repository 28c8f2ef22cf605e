package io.tidemark.kafka;

import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * The topics that a reader reads, each as it was when its consumer last heard anything new of its topics. A topic that is
 * deleted and made anew has other records at the same offsets, and a consumer goes on with them as soon as it has heard of
 * the new one: so nothing is passed on before its topics were looked at (PROTOCOL 23). Owned by the reader's thread.
 */
final class KnownTopics {
    private final LogTopics log;
    private final Map<String, LogTopic> described = new HashMap<>();
    private final AtomicBoolean news = new AtomicBoolean();

    KnownTopics(LogTopics log) {
        this.log = log;
    }

    /** The consumer heard anew which topics there are. May be called by any thread. */
    void heardNews() {
        news.set(true);
    }

    /**
     * Looks whether each is still the one it was, if there is news.
     *
     * @param changed is told of each that is not
     */
    void check(BiConsumer<String, LogMismatchException> changed) {
        if (!news.getAndSet(false)) {
            return;
        }
        for (LogTopic before : List.copyOf(described.values())) {
            try {
                LogTopic now = log.describe(before.name());
                described.put(before.name(), now);
                if (!now.log().equals(before.log())) {
                    throw KafkaFaults.otherLog(now.log(), before.log());
                }
            } catch (LogMismatchException mismatch) {
                described.remove(before.name());
                changed.accept(before.name(), mismatch);
            } catch (RuntimeException unknown) {
                news.set(true);
                throw unknown;
            }
        }
    }

    LogTopic topic(String name) {
        return described.computeIfAbsent(name, log::describe);
    }
}
