package io.tidemark.log;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.fault.Reminders;
import io.tidemark.loop.Backoff;
import io.tidemark.tidemark.PartitionId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of a reader that something is wrong with: each rests, longer after each failure, is tried again, and its
 * fault is over once that went well. For those who write a {@link LogReader}; owned by its thread.
 */
public final class RestingPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(RestingPartitions.class);

    private final Backoff backoff;
    private final FaultSource faults;
    private final Reminders reminders = new Reminders(Clock.systemUTC());
    private final Map<PartitionId, Rest> resting = new HashMap<>();

    /** @param nanos when its rest is over, or when it was taken up again */
    private record Rest(Fault fault, int failures, boolean isTried, long nanos) {}

    public RestingPartitions(Backoff backoff, Faults faults) {
        this.backoff = backoff;
        this.faults = faults.source();
    }

    /** A partition is to rest. Returns what is wrong with it. */
    public Fault failed(PartitionId partition, Throwable failure, long nowNanos) {
        Rest before = resting.get(partition);
        int failures = before == null ? 1 : before.failures() + 1;
        Fault fault = fault(partition, failure);
        resting.put(
                partition,
                new Rest(
                        fault,
                        failures,
                        false,
                        nowNanos + backoff.after(failures, failure).toNanos()));
        if (before != null && !before.fault().place().equals(fault.place())) {
            over(before.fault());
        }
        faults.raise(fault);
        if (reminders.isDue(fault)) {
            Throwable trace = failure instanceof FaultException ? null : failure;
            LOG.warn("a partition rests, and is tried again: partition={} fault={}", partition, fault, trace);
        }
        return fault;
    }

    /** Those that have rested long enough, which are tried now. */
    public List<PartitionId> takeUp(long nowNanos) {
        if (resting.isEmpty()) {
            return List.of();
        }
        List<PartitionId> due = new ArrayList<>();
        resting.replaceAll((partition, rest) -> {
            if (rest.isTried() || rest.nanos() - nowNanos > 0) {
                return rest;
            }
            due.add(partition);
            return new Rest(rest.fault(), rest.failures(), true, nowNanos);
        });
        return due;
    }

    /** Those that were tried at least {@code nanos} ago, and did not fail since, are well: no record came, it seems. */
    public void settle(long nowNanos, long nanos) {
        if (!resting.isEmpty()) {
            resting.entrySet().stream()
                    .filter(e ->
                            e.getValue().isTried() && nowNanos - e.getValue().nanos() >= nanos)
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(this::wentWell);
        }
    }

    /** Whether a partition rests at present, and is not read. */
    public boolean isResting(PartitionId partition) {
        Rest rest = resting.get(partition);
        return rest != null && !rest.isTried();
    }

    /** What was read of a partition was taken: nothing is wrong with it. */
    public void wentWell(PartitionId partition) {
        if (!resting.isEmpty()) {
            Rest before = resting.remove(partition);
            if (before != null && over(before.fault())) {
                LOG.info("a partition goes on: partition={} after={}", partition, before.fault());
            }
        }
    }

    /** A partition is another reader's now, with whatever is wrong with it. */
    public void forget(PartitionId partition) {
        Rest before = resting.remove(partition);
        if (before != null) {
            over(before.fault());
        }
    }

    /** Nobody reads through this reader any more. */
    public void close() {
        resting.clear();
        faults.close();
    }

    /** Returns whether that is worth a word. */
    private boolean over(Fault fault) {
        // A topic's fault is that of all its partitions.
        if (resting.values().stream().anyMatch(rest -> rest.fault().place().equals(fault.place()))) {
            return false;
        }
        faults.clear(fault.place());
        return reminders.isOver(fault.place());
    }

    private static Fault fault(PartitionId partition, Throwable failure) {
        return failure instanceof FaultException named
                ? named.fault()
                : new Fault(
                        "TM-LOG-006",
                        "partition " + partition,
                        Reason.of(failure),
                        "nothing of it is lost, and it is read again from where it stood; the log has the stack trace:"
                                + " report it if it lasts");
    }
}
