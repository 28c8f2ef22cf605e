package io.tidemark.batch.archive.write;

import io.tidemark.batch.archive.FileBeginnings;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.log.Silence;
import io.tidemark.tidemark.Since;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the log tells of its topics, asked for once for all of their partitions: there may be hundreds, and where the log does
 * not answer each would wait for it anew. Owned by the archive writer's thread, which {@link #forget}s it with each of
 * its steps.
 *
 * <p>A topic that is re-created has other records at the same offsets. A file may be published if the topic was still the
 * assigned one at any moment after its last record was fetched: all its records are that one's then. An answer from before
 * that proves nothing; one from after it does, however long ago it was. So it serves all files that are ended until records
 * come again, and no file that holds any of those.
 */
final class AskedTopics {
    private final LogTopics log;
    private final FileBeginnings beginnings;
    private final Map<String, LogTopic> described = new HashMap<>();
    /** By what was asked. */
    private final Map<String, FaultException> failed = new HashMap<>();

    private Silence silence = new Silence();

    AskedTopics(LogTopics log, Storage storage) {
        this.log = log;
        this.beginnings = new FileBeginnings(storage);
    }

    /** What was told before proves nothing of these. That the log does not answer still holds. */
    void recordsCame() {
        described.clear();
    }

    void forget() {
        described.clear();
        failed.clear();
        silence = new Silence();
    }

    /** The topic as it was at some moment since records came last. */
    LogTopic describe(String topic) {
        LogTopic before = described.get(topic);
        return before != null ? before : once("describe " + topic, () -> describeNow(topic));
    }

    private LogTopic describeNow(String topic) {
        if (silence.isOfAll()) {
            throw new LogUnavailableException(
                    "topic \"" + topic + "\"", "was not asked for, since others did not answer", null);
        }
        try {
            LogTopic now = log.describe(topic);
            described.put(topic, now);
            return now;
        } catch (RuntimeException failure) {
            silence.heard(failure);
            throw failure;
        }
    }

    /** Before anything of it is read: what is gone by then is not lost, it never was ours (PROTOCOL 26). */
    Since beginning(LogTopic topic) {
        return once("beginning of " + topic.name(), () -> {
            try {
                return beginnings.sight(topic, log);
            } catch (IOException e) {
                if (e.getCause() instanceof StorageException known) {
                    throw known;
                }
                throw new StorageException("since/" + topic.name(), "cannot be read: " + Reason.of(e), e);
            }
        });
    }

    /** What failed for one partition is not tried for the next one. */
    private <T> T once(String what, Supplier<T> ask) {
        FaultException before = failed.get(what);
        if (before != null) {
            throw before;
        }
        try {
            return ask.get();
        } catch (FaultException e) {
            failed.put(what, e);
            throw e;
        }
    }
}
