package io.tidemark.testkit;

import io.tidemark.log.RestingPartitions;
import io.tidemark.log.SoloLogReader;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a log in memory as its test tells it to. Owned by one thread. */
public final class InMemoryLogReader implements SoloLogReader {
    private final InMemoryEventLog log;
    private final Listener listener;
    private final int maxRecords;
    private final Optional<RestingPartitions> resting;
    /** One without a position is not read until it is sought. */
    private final SortedMap<PartitionId, Optional<LogPosition>> places = new TreeMap<>();

    private long polls;

    /** @param resting empty if whatever the listener throws goes out of the poll */
    InMemoryLogReader(InMemoryEventLog log, Listener listener, int maxRecords, Optional<RestingPartitions> resting) {
        this.log = log;
        this.listener = listener;
        this.maxRecords = maxRecords;
        this.resting = resting;
    }

    @Override
    public void add(PartitionId partition) {
        if (!places.containsKey(partition)) {
            places.put(partition, Optional.empty());
            attempt(partition, () -> begin(partition));
        }
    }

    @Override
    public void remove(PartitionId partition) {
        places.remove(partition);
        resting.ifPresent(r -> r.forget(partition));
    }

    public void revoke(PartitionId partition) {
        remove(partition);
        listener.revoked(partition);
    }

    /** What each partition gives is fetched before any of it is passed on, as a poll of Kafka's does. */
    @Override
    public int poll(Duration timeout) {
        takeUpRested();
        SortedMap<PartitionId, InMemoryBatch> fetched = new TreeMap<>();
        for (PartitionId partition : List.copyOf(places.keySet())) {
            attempt(partition, () -> fetch(partition, maxRecords).ifPresent(p -> fetched.put(partition, p)));
        }
        int records = 0;
        for (Map.Entry<PartitionId, InMemoryBatch> piece : fetched.entrySet()) {
            records += passOn(piece.getKey(), piece.getValue());
        }
        return records;
    }

    /** Polls one partition for at most so many records. */
    public int pollOne(PartitionId partition, int atMost) {
        takeUpRested();
        SortedMap<PartitionId, InMemoryBatch> fetched = new TreeMap<>();
        attempt(partition, () -> fetch(partition, atMost).ifPresent(p -> fetched.put(partition, p)));
        return fetched.isEmpty() ? 0 : passOn(partition, fetched.get(partition));
    }

    private Optional<InMemoryBatch> fetch(PartitionId partition, int atMost) {
        Optional<LogPosition> place = places.getOrDefault(partition, Optional.empty());
        if (place.isEmpty()) {
            return Optional.empty();
        }
        InMemoryBatch piece = log.read(partition, place.get(), atMost);
        if (piece.truncatedTo() >= 0) {
            moveTo(partition, listener.truncated(partition, piece.first(), piece.truncatedTo()));
            return Optional.empty();
        }
        return piece.end() > piece.first() ? Optional.of(piece) : Optional.empty();
    }

    private int passOn(PartitionId partition, InMemoryBatch piece) {
        Optional<LogPosition> place = places.getOrDefault(partition, Optional.empty());
        if (place.isEmpty() || place.get().offset() != piece.first()) {
            // It was moved by what was passed on before it.
            return 0;
        }
        LogPosition end = new LogPosition(piece.end(), LogClock.START, piece.endLeaderEpoch());
        places.put(partition, Optional.of(end));
        boolean isTaken = attempt(partition, () -> listener.read(piece), place);
        if (isTaken) {
            resting.ifPresent(r -> r.wentWell(partition));
        }
        return isTaken ? piece.size() : 0;
    }

    private void begin(PartitionId partition) {
        log.requireSameTopic(partition);
        moveTo(partition, listener.assigned(partition));
    }

    private void takeUpRested() {
        polls++;
        resting.ifPresent(r -> {
            r.settle(polls, 1);
            r.takeUp(polls).forEach(partition -> attempt(partition, () -> begin(partition)));
        });
    }

    private void attempt(PartitionId partition, Runnable work) {
        attempt(partition, work, places.getOrDefault(partition, Optional.empty()));
    }

    /** Does something for a partition, or has not done it: then it stands where it stood. */
    private boolean attempt(PartitionId partition, Runnable work, Optional<LogPosition> before) {
        try {
            work.run();
            return true;
        } catch (RuntimeException | Error failure) {
            places.replace(partition, before);
            if (resting.isEmpty()) {
                throw failure;
            }
            places.replace(partition, Optional.empty());
            resting.get().failed(partition, failure, polls);
            return false;
        }
    }

    private void moveTo(PartitionId partition, Optional<LogPosition> position) {
        places.replace(partition, position);
    }

    @Override
    public void seek(PartitionId partition, LogPosition position) {
        moveTo(partition, Optional.of(position));
    }

    @Override
    public void pause(PartitionId partition) {
        moveTo(partition, Optional.empty());
    }

    @Override
    public void wakeup() {
        // Its polls never wait.
    }

    @Override
    public void close() {
        List.copyOf(places.keySet()).forEach(this::revoke);
    }
}
