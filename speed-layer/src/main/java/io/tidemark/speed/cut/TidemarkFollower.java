package io.tidemark.speed.cut;

import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the newest published manifest. Safe for use by many threads. */
public final class TidemarkFollower {
    private final BatchViews views;
    private final LogTopics log;
    /** By topic; what was found once never changes. */
    private final Map<String, Since> since = new ConcurrentHashMap<>();

    private volatile Manifest manifest = Manifest.NONE;

    /** @param log tells where a topic begins that no layer has seen before */
    public TidemarkFollower(BatchViews views, LogTopics log) {
        this.views = views;
        this.log = log;
    }

    /** Looks for a newer manifest; returns whether there was one. By many threads at once it never goes back. */
    public boolean step() throws IOException {
        Manifest newest = views.newest();
        synchronized (this) {
            if (newest.number() <= manifest.number()) {
                return false;
            }
            manifest = newest;
            return true;
        }
    }

    /** Whether the newest manifest has a view of this version. */
    public boolean isPublished(ViewId version) {
        return manifest.view(version).isPresent();
    }

    public long manifestNumber() {
        return manifest.number();
    }

    /**
     * The newest tidemark of an aggregation on one partition; where its log began for us, if no run has published the
     * aggregation yet (PROTOCOL 26).
     *
     * @throws LogMismatchException if the tidemark or the beginning is of another log of the same name
     * @throws LogUnavailableException if where the log began cannot be told at present
     */
    public LogPosition tidemark(AggregationDefinition<?> definition, PartitionId partition) {
        Tidemark tidemark = manifest.viewOrEmpty(definition.id())
                .on(since(partition.topic()))
                .tidemark();
        Optional<LogId> other = tidemark.namesake(partition.log());
        if (other.isPresent()) {
            throw LogMismatchException.otherLog(
                    "TM-SPEED-005", partition.log(), other.get(), "manifest " + manifest.number());
        }
        return tidemark.at(partition);
    }

    /**
     * Whether somebody has said that a log is read no more.
     *
     * @throws LogUnavailableException if it cannot be told at present
     */
    public boolean isEnded(LogId log) {
        try {
            return views.beginnings()
                    .of(log.topic())
                    .filter(known -> known.ended(log).isPresent())
                    .isPresent();
        } catch (IOException e) {
            throw unknownBeginning("topic \"" + log.topic() + "\"", e);
        }
    }

    private Since since(String topic) {
        Since known = since.get(topic);
        if (known == null) {
            try {
                known = views.beginnings().sight(topic, log);
            } catch (IOException e) {
                throw unknownBeginning("topic \"" + topic + "\"", e);
            }
            since.put(topic, known);
        }
        return known;
    }

    private static LogUnavailableException unknownBeginning(String place, IOException cause) {
        String what = "where it began cannot be told";
        return FaultException.faultOf(cause)
                .map(fault -> new LogUnavailableException(place, what, fault, cause))
                .orElseGet(() -> new LogUnavailableException(place, what + ": " + Reason.of(cause), cause));
    }
}
