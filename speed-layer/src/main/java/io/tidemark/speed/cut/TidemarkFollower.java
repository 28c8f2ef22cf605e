package io.tidemark.speed.cut;

import io.tidemark.fault.Fault;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.manifest.Manifest;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.BatchViews;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.Tidemark;
import java.io.IOException;

/** Knows the newest published manifest. Stepped by its owner; safe to ask from any thread. */
public final class TidemarkFollower {
    private final BatchViews views;
    private volatile Manifest manifest = Manifest.NONE;

    public TidemarkFollower(BatchViews views) {
        this.views = views;
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

    /** The newest tidemark of an aggregation on one partition of a topic. */
    public LogPosition tidemark(AggregationDefinition<?> definition, LogTopic topic, int partition) {
        Tidemark tidemark =
                manifest.view(definition.name(), definition.fingerprint()).tidemark();
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
}
