package io.tidemark.speed.cut;

import io.tidemark.fault.Fault;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.log.LogTopics;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the newest published manifest. Stepped by its owner; safe to ask from any thread. */
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

    /** Looks for a newer manifest; returns whether there was one. */
    public boolean step() throws IOException {
        Manifest newest = views.newest();
        if (newest.number() <= manifest.number()) {
            return false;
        }
        manifest = newest;
        return true;
    }

    public long manifestNumber() {
        return manifest.number();
    }

    /**
     * The newest tidemark of an aggregation on one partition of a topic; where the topic began for us, if no run has
     * published the aggregation yet (PROTOCOL 26).
     *
     * @throws LogMismatchException if the topic is not the one that the tidemark or the beginning is of
     * @throws LogUnavailableException if where the topic began cannot be told at present
     */
    public LogPosition tidemark(AggregationDefinition<?> definition, LogTopic topic, int partition) {
        Tidemark tidemark = manifest.view(definition.name(), definition.fingerprint())
                .beginningAt(since(topic.name()))
                .tidemark();
        if (!tidemark.topicId().isEmpty() && !tidemark.topicId().equals(topic.id())) {
            throw new LogMismatchException(new Fault(
                    "TM-SPEED-005",
                    "topic \"" + topic.name() + "\"",
                    "was re-created; its id is " + topic.id() + " and manifest " + manifest.number() + " is of "
                            + tidemark.topicId(),
                    "begin with fresh state and storage directories, or restore the topic"));
        }
        return tidemark.at(partition);
    }

    private Since since(String topic) {
        Since known = since.get(topic);
        if (known == null) {
            try {
                known = views.beginnings().sight(topic, log);
            } catch (IOException e) {
                throw new LogUnavailableException(
                        "topic \"" + topic + "\"", "where it began cannot be told: " + e.getMessage(), e);
            }
            since.put(topic, known);
        }
        return known;
    }
}
