package io.tidemark.it.simulation;

import io.tidemark.seam.RunRequest;
import io.tidemark.time.TimeRange;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One thing that can happen. There is no chance in it, and one that is not possible does nothing, so that a history can
 * be shrunk by leaving moves out.
 */
sealed interface Move {
    void on(World world);

    /** Whether any answer may be another after it; of what is in the log alone nobody knows yet. */
    default boolean isSeen() {
        return true;
    }

    /** As the Java code that makes it. */
    default String code() {
        return Arrays.stream(getClass().getRecordComponents())
                .map(this::code)
                .collect(Collectors.joining(", ", "new " + getClass().getSimpleName() + "(", ")"));
    }

    private String code(RecordComponent component) {
        try {
            Object value = component.getAccessor().invoke(this);
            return value instanceof Enum<?> choice
                    ? choice.getDeclaringClass().getSimpleName() + "." + choice.name()
                    : String.valueOf(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a record is. */
    enum Content {
        READING,
        /** An event on which one aggregation's code throws. */
        BROKEN,
        /** One on which it throws an error. */
        WRONG,
        /** One on which its first version cannot go on. */
        UNKNOWN,
        /** One on which the code of another's metric throws. */
        HALF,
        GARBAGE,
        /** A record without a value. */
        EMPTY,
        /** An offset without a record. */
        HOLE
    }

    // ---- the log

    /**
     * @param partition of the readings, or {@link World#ALARM} for the one of the alarms; as in all moves
     * @param stamp of the record, in milliseconds from now by the wall clock
     * @param tile of the event
     */
    record Produce(int partition, int stamp, int tile, int number, Content content) implements Move {
        @Override
        public void on(World world) {
            world.produce(this);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    record Tick(int millis) implements Move {
        @Override
        public void on(World world) {
            world.clock.advance(Duration.ofMillis(millis));
        }
    }

    record Truncate(int partition, int offsets) implements Move {
        @Override
        public void on(World world) {
            world.truncate(partition, offsets);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** Another leader, which lacks at most so many of the newest records: some that nobody of ours has read. */
    record Elect(int partition, int records) implements Move {
        @Override
        public void on(World world) {
            world.elect(partition, records);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** The same, but whoever has read them: the log is rewritten below them, as no broker does that is set up well. */
    record Rewrite(int partition, int records) implements Move {
        @Override
        public void on(World world) {
            world.rewrite(partition, records);
        }
    }

    record AddPartition() implements Move {
        @Override
        public void on(World world) {
            world.addPartition();
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** Somebody changes a definition. A process takes the new one when it is started next; runs take it at once. */
    record Redefine(int aggregation) implements Move {
        @Override
        public void on(World world) {
            world.redefine(Reading.AGGREGATIONS.get(aggregation));
        }
    }

    // ---- the speed layer

    record Poll(int replica, int partition, int records) implements Move {
        @Override
        public void on(World world) {
            if (world.has(partition)) {
                world.speed.get(replica).poll(world.partition(partition), records);
            }
        }
    }

    record PollAll(int replica) implements Move {
        @Override
        public void on(World world) {
            world.speed.get(replica).pollAll();
        }
    }

    record Flush(int replica) implements Move {
        @Override
        public void on(World world) {
            world.speed.get(replica).flush();
        }
    }

    record Evict(int replica) implements Move {
        @Override
        public void on(World world) {
            world.speed.get(replica).evict();
        }
    }

    record Learn(int replica) implements Move {
        @Override
        public void on(World world) {
            world.learn(replica);
        }
    }

    record Rebalance(int replica, int partition) implements Move {
        @Override
        public void on(World world) {
            if (world.has(partition)) {
                world.speed.get(replica).rebalance(world.partition(partition));
            }
        }
    }

    /** A partition is taken from one node of a replica. */
    record HandOver(int replica, int partition) implements Move {
        @Override
        public void on(World world) {
            world.handOver(replica, partition);
        }
    }

    /** It is given to the other one. */
    record TakeOver(int replica, int partition) implements Move {
        @Override
        public void on(World world) {
            if (world.has(partition)) {
                world.speed.get(replica).assign(world.partition(partition));
            }
        }
    }

    /** Tries again with partitions that failed, as a worker does on each tick. */
    record Mend(int replica) implements Move {
        @Override
        public void on(World world) {
            world.speed.get(replica).mend();
        }
    }

    /**
     * The state store's disk fails after so many calls.
     *
     * @param mends how often it cannot be mended
     * @param writes whether what it refuses to write is written all the same
     */
    record BreakStore(int replica, int calls, int mends, boolean writes) implements Move {
        @Override
        public void on(World world) {
            world.speed.get(replica).breakStore(calls, mends, writes);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** The speed layer fails on what its reader passes on, before or after it has taken it. */
    record FailReading(int replica, int calls, boolean afterwards) implements Move {
        @Override
        public void on(World world) {
            world.speed.get(replica).failReading(calls, afterwards);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    record KillSpeed(int replica) implements Move {
        @Override
        public void on(World world) {
            world.speed.get(replica).start(world.model());
        }
    }

    // ---- the archive

    record Archive(int writer, int partition, int records) implements Move {
        @Override
        public void on(World world) {
            if (world.has(partition)) {
                world.archive(writer, process -> process.poll(world.partition(partition), records));
            }
        }
    }

    record ArchiveAll(int writer) implements Move {
        @Override
        public void on(World world) {
            world.archive(writer, ArchiveProcess::pollAll);
        }
    }

    /** Archives all there is, though its epoch has not ended: as a writer does that is short of memory. */
    record ArchiveCut(int writer) implements Move {
        @Override
        public void on(World world) {
            world.restartArchive(writer, false);
            world.archive(writer, ArchiveProcess::pollAll);
            world.restartArchive(writer, true);
        }
    }

    /** @param room whether the next life has memory to keep files open until their epochs end */
    record KillArchive(int writer, boolean room) implements Move {
        @Override
        public void on(World world) {
            world.restartArchive(writer, room);
        }
    }

    /** Lets a writer die between two of its changes to the file system. */
    record KillArchiveSoon(int writer, int changes) implements Move {
        @Override
        public void on(World world) {
            world.archives.get(writer).dieAfter(changes);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** The archive writer fails on what its reader passes on. */
    record FailArchiving(int writer, int calls, boolean afterwards) implements Move {
        @Override
        public void on(World world) {
            world.archives.get(writer).failReading(calls, afterwards);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** After so many changes to the file system, some fail. */
    record FailArchiveFiles(int writer, int changes, int failures) implements Move {
        @Override
        public void on(World world) {
            world.archives.get(writer).failFiles(changes, failures);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    // ---- runs

    record Run(int slot, int aggregation, RunRequest.Cut cut, boolean acceptGaps) implements Move {
        @Override
        public void on(World world) {
            world.compute(slot, new RunRequest.Incremental(names(aggregation), cut, acceptGaps));
        }
    }

    record Recompute(int slot, int aggregation, int firstTile, int lastTile) implements Move {
        @Override
        public void on(World world) {
            TimeRange range = new TimeRange(World.tileMillis(firstTile), World.tileMillis(lastTile) + 1);
            world.compute(slot, new RunRequest.Recompute(names(aggregation), range));
        }
    }

    record Publish(int slot) implements Move {
        @Override
        public void on(World world) {
            world.publish(slot);
        }
    }

    /** A batch process ends; the next one has the present definitions, which it keeps. */
    record KillRun(int slot) implements Move {
        @Override
        public void on(World world) {
            world.restartRuns(slot);
        }
    }

    /** After so many changes to the file system, some fail. */
    record FailRunFiles(int slot, int changes, int failures) implements Move {
        @Override
        public void on(World world) {
            world.runs.get(slot).failFiles(changes, failures);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** Lets a run die between two of its changes to the file system. */
    record KillRunSoon(int slot, int changes) implements Move {
        @Override
        public void on(World world) {
            world.runs.get(slot).dieAfter(changes);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    /** The operator publishes an aggregation's entry of the manifest before once more. */
    record Revert(int aggregation) implements Move {
        @Override
        public void on(World world) {
            world.revert(Reading.AGGREGATIONS.get(aggregation));
        }
    }

    // ---- serving

    /** A serving node hears of the newest manifest. */
    record Hear(int node) implements Move {
        @Override
        public void on(World world) {
            world.nodes.get(node).hear();
        }
    }

    /** A serving node loads the newest manifest that it has heard of, and flips if it may. */
    record Follow(int node) implements Move {
        @Override
        public void on(World world) {
            world.follow(node);
        }
    }

    /** The same, but what it loads takes its time: until {@link Load} or the next {@link Follow}. */
    record FollowSlowly(int node) implements Move {
        @Override
        public void on(World world) {
            world.followSlowly(node);
        }
    }

    /** A load that was begun ends. */
    record Load(int node) implements Move {
        @Override
        public void on(World world) {
            world.load(node);
        }
    }

    /** A serving node renews its leases. */
    record Renew(int node) implements Move {
        @Override
        public void on(World world) {
            world.nodes.get(node).renew();
        }
    }

    /** Some of what a serving node reads of the batch views fails. */
    record FailViews(int node, int reads, int failures) implements Move {
        @Override
        public void on(World world) {
            world.nodes.get(node).failViews(reads, failures);
        }
    }

    /** A serving node goes down, or comes up again. */
    record Toggle(int node) implements Move {
        @Override
        public void on(World world) {
            world.toggle(node);
        }
    }

    /** A node is asked for windows, by pages of so many rows, and for the best groups where there is one window. */
    record Ask(int node, Asking asking, int limit) implements Move {
        @Override
        public void on(World world) {
            world.ask(node, asking, limit);
        }
    }

    /** Who was answered by one node asks another one for what is no older. */
    record AskElsewhere(int node, int other) implements Move {
        @Override
        public void on(World world) {
            world.askElsewhere(node, other);
        }

        @Override
        public boolean isSeen() {
            return false;
        }
    }

    private static Set<String> names(int aggregation) {
        List<String> all = Reading.AGGREGATIONS;
        return aggregation < all.size() ? Set.of(all.get(aggregation)) : Set.of();
    }
}
