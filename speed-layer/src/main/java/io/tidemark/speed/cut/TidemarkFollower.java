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
import io.tidemark.seam.BatchViews.EntrySink;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.tidemark.Tidemark;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows the newest published manifest. Safe for use by many threads. */
public final class TidemarkFollower {
    private static final Logger LOG = LoggerFactory.getLogger(TidemarkFollower.class);
    /** Within it everybody who answers from a tidemark has told a node that has just begun. */
    private static final Duration INTRODUCTION = Duration.ofSeconds(30);

    private final BatchViews views;
    private final LogTopics log;
    private final Clock clock;
    private final Instant introducedAt;
    /** By topic; what was found once never changes. */
    private final Map<String, Since> since = new ConcurrentHashMap<>();

    private volatile Manifest manifest = Manifest.NONE;
    /** Those that were the newest while this node was being introduced. */
    private final List<Manifest> early = new CopyOnWriteArrayList<>();

    /** @param log tells where a topic begins that no layer has seen before */
    public TidemarkFollower(BatchViews views, LogTopics log, Clock clock) {
        this(views, log, clock, clock.instant().plus(INTRODUCTION));
    }

    /** Of a node whom everybody knows who answers from a tidemark. */
    public TidemarkFollower(BatchViews views, LogTopics log) {
        this(views, log, Clock.systemUTC(), Instant.MIN);
    }

    private TidemarkFollower(BatchViews views, LogTopics log, Clock clock, Instant introducedAt) {
        this.views = views;
        this.log = log;
        this.clock = clock;
        this.introducedAt = introducedAt;
    }

    /** Looks for a newer manifest; returns whether there was one. By many threads at once it never goes back. */
    public boolean step() throws IOException {
        Manifest newest = views.newest();
        Optional<Manifest> before = manifest.number() == 0 && !isIntroduced() ? before(newest) : Optional.empty();
        synchronized (this) {
            if (newest.number() <= manifest.number()) {
                return false;
            }
            if (isIntroduced()) {
                early.clear();
            } else {
                early.add(before.orElse(manifest));
            }
            manifest = newest;
            return true;
        }
    }

    /** That which readers may still answer from while they load the newest. */
    private Optional<Manifest> before(Manifest newest) {
        try {
            return views.manifest(newest.number() - 1);
        } catch (IOException | RuntimeException unreadable) {
            LOG.debug("the manifest before the newest cannot be read", unreadable);
            return Optional.empty();
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
     * Gives what the operator of an aggregation remembers of a partition at a tidemark (PROTOCOL 33).
     *
     * @return false if the newest tidemark is another: nothing was given
     */
    public boolean remembered(
            AggregationDefinition<?> definition, PartitionId partition, LogPosition tidemark, EntrySink sink)
            throws IOException {
        Manifest newest = manifest;
        boolean isThere = newest.view(definition.id())
                .filter(view -> view.tidemark().offset(partition) == tidemark.offset())
                .isPresent();
        if (isThere) {
            views.remembered(newest.number(), definition.id(), partition, sink);
        }
        return isThere;
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

    /**
     * The tidemarks of an aggregation on one partition that others may answer from who had no time yet to lease them here,
     * beside the newest.
     */
    public List<Long> unintroduced(ViewId version, PartitionId partition) {
        if (early.isEmpty() || isIntroduced()) {
            return List.of();
        }
        return early.stream()
                .flatMap(before -> before.view(version).stream())
                .map(view -> view.tidemark().offset(partition))
                .distinct()
                .toList();
    }

    private boolean isIntroduced() {
        return !clock.instant().isBefore(introducedAt);
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
