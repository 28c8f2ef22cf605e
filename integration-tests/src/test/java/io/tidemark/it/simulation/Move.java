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
        GARBAGE,
        /** A record without a value. */
        EMPTY,
        /** An offset without a record. */
        HOLE
    }

    // ---- the log

    /**
     * @param stamp of the record, in milliseconds from now by the wall clock
     * @param tile of the event
     */
    record Produce(int partition, int stamp, int tile, int number, Content content) implements Move {
        @Override
        public void on(World world) {
            world.produce(this);
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
    }

    record AddPartition() implements Move {
        @Override
        public void on(World world) {
            world.addPartition();
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
            if (partition < world.partitions()) {
                world.speed.get(replica).poll(partition, records);
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
            world.speed.get(replica).rebalance(partition);
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
            if (partition < world.partitions()) {
                world.archive(writer, process -> process.poll(partition, records));
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

    record KillRun(int slot) implements Move {
        @Override
        public void on(World world) {
            world.runs.get(slot).kill();
        }
    }

    /** Lets a run die between two of its changes to the file system. */
    record KillRunSoon(int slot, int changes) implements Move {
        @Override
        public void on(World world) {
            world.runs.get(slot).dieAfter(changes);
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

    /** A serving node goes down, or comes up again. */
    record Toggle(int node) implements Move {
        @Override
        public void on(World world) {
            world.toggle(node);
        }
    }

    private static Set<String> names(int aggregation) {
        List<String> all = Reading.AGGREGATIONS;
        return aggregation < all.size() ? Set.of(all.get(aggregation)) : Set.of();
    }
}
