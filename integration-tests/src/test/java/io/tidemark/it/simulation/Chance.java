package io.tidemark.it.simulation;

import io.tidemark.it.simulation.History.Setting;
import io.tidemark.it.simulation.Move.Content;
import io.tidemark.seam.RunRequest.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Makes histories: what is likely to happen how often, and what tends to happen together. */
final class Chance {
    /** The last one is from a producer whose clock is wrong: far beyond all that happens. */
    private static final int[] STAMPS = {0, 0, 0, 0, -1, -3, -8, -15, 4, 10, 5_000};

    private final SplittableRandom random;
    private final List<Move> moves = new ArrayList<>();
    private final TreeMap<Integer, Runnable> kinds = new TreeMap<>();
    private int weights;

    private Chance(long seed) {
        random = new SplittableRandom(seed);
        kinds();
    }

    /** The history of a seed. */
    static History history(long seed) {
        Chance chance = new Chance(seed);
        Setting setting =
                new Setting(chance.random.nextInt(5) < 2, chance.random.nextInt(3) == 0, chance.random.nextInt(4) == 0);
        int length = new int[] {45, 90, 180}[chance.random.nextInt(3)];
        while (chance.moves.size() < length) {
            chance.kinds
                    .higherEntry(chance.random.nextInt(chance.weights))
                    .getValue()
                    .run();
        }
        return new History(setting, List.copyOf(chance.moves));
    }

    private void kinds() {
        if (random.nextInt(8) == 0) {
            // It stops much for good, so that there is less to see of the rest.
            often(4, () -> add(new Move.Rewrite(partition(), oneOf(1, 2, 3, 8))));
        }
        often(30, () -> add(produce()));
        often(10, this::burst);
        often(8, () -> add(new Move.Tick(oneOf(1, 3, 5, 10))));
        often(2, () -> add(new Move.Truncate(partition(), oneOf(1, 3, 8))));
        often(2, () -> add(new Move.Elect(partition(), oneOf(0, 1, 3))));
        often(1, () -> add(new Move.AddPartition()));
        often(2, () -> add(new Move.Redefine(random.nextInt(2))));

        often(16, () -> add(new Move.Poll(either(), partition(), oneOf(1, 2, 5, 20))));
        often(9, () -> add(new Move.PollAll(either())));
        often(5, () -> add(new Move.Flush(either())));
        often(1, () -> add(new Move.Evict(either())));
        often(9, () -> add(new Move.Learn(either())));
        often(2, () -> add(new Move.Rebalance(either(), partition())));
        often(2, () -> add(new Move.HandOver(either(), partition())));
        often(3, () -> add(new Move.TakeOver(either(), partition())));
        often(3, () -> add(new Move.KillSpeed(either())));
        often(3, () -> add(new Move.Mend(either())));
        often(2, () -> add(new Move.BreakStore(either(), oneOf(0, 1, 3, 8), random.nextInt(3), random.nextBoolean())));
        often(2, () -> add(new Move.FailReading(either(), oneOf(0, 0, 1, 3), random.nextBoolean())));

        often(9, () -> add(new Move.Archive(mostlyFirst(), partition(), oneOf(1, 3, 20))));
        often(7, () -> add(new Move.ArchiveAll(mostlyFirst())));
        often(4, () -> add(new Move.ArchiveCut(mostlyFirst())));
        often(3, () -> add(new Move.KillArchive(either(), random.nextBoolean())));
        often(2, () -> add(new Move.KillArchiveSoon(either(), random.nextInt(12))));
        often(1, () -> add(new Move.FailArchiving(either(), oneOf(0, 0, 1, 3), random.nextBoolean())));
        often(2, () -> add(new Move.FailArchiveFiles(either(), random.nextInt(10), oneOf(1, 1, 3))));

        often(7, () -> add(run()));
        often(3, () -> add(new Move.Recompute(either(), aggregation(), random.nextInt(2), 1 + random.nextInt(3))));
        often(9, () -> add(new Move.Publish(either())));
        often(1, () -> add(new Move.KillRun(either())));
        often(1, () -> add(new Move.KillRunSoon(either(), random.nextInt(12))));
        often(1, () -> add(new Move.FailRunFiles(either(), random.nextInt(12), oneOf(1, 1, 3))));
        often(1, () -> add(new Move.Revert(random.nextInt(2))));

        often(6, () -> add(new Move.Hear(node())));
        often(7, () -> add(new Move.Follow(node())));
        often(2, () -> add(new Move.FollowSlowly(node())));
        often(2, () -> add(new Move.Load(node())));
        often(2, () -> add(new Move.Renew(node())));
        often(1, () -> add(new Move.FailViews(node(), random.nextInt(6), oneOf(1, 1, 3))));
        often(2, () -> add(new Move.Toggle(node())));
        often(5, () -> add(new Move.Ask(node(), anyOf(Asking.values()), oneOf(1, 2, 3, 50))));
        often(4, () -> add(new Move.AskElsewhere(node(), node())));
        often(6, this::cycle);
    }

    private void often(int weight, Runnable kind) {
        weights += weight;
        kinds.put(weights, kind);
    }

    private void add(Move move) {
        moves.add(move);
    }

    private Move produce() {
        Content content = random.nextInt(12) < 8 ? Content.READING : poison();
        return new Move.Produce(partition(), oneOf(STAMPS), random.nextInt(World.TILES), random.nextInt(12), content);
    }

    private Content poison() {
        Content content = anyOf(Content.values());
        // It stops an aggregation for good, so that there is less to see of it.
        return content == Content.UNKNOWN && random.nextInt(4) > 0 ? Content.HOLE : content;
    }

    private void burst() {
        int partition = partition();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int stamp = new int[] {0, -2, 3}[i % 3];
            Content content = i == 2 ? Content.HOLE : Content.READING;
            add(new Move.Produce(partition, stamp, random.nextInt(World.TILES), random.nextInt(12), content));
        }
    }

    private Move run() {
        Cut cut = random.nextInt(3) == 0 ? Cut.ARCHIVE_END : Cut.EPOCH;
        return new Move.Run(either(), aggregation(), cut, random.nextInt(4) == 0);
    }

    /** A run that goes well, as most do, and is noticed by some. */
    private void cycle() {
        int slot = either();
        boolean inside = random.nextInt(3) == 0;
        add(inside ? new Move.ArchiveCut(0) : new Move.ArchiveAll(0));
        add(new Move.Run(slot, aggregation(), inside ? Cut.ARCHIVE_END : Cut.EPOCH, false));
        add(new Move.Publish(slot));
        int noticed = random.nextInt(5);
        for (int replica = 0; replica < 2; replica++) {
            if (noticed < 3 - replica) {
                add(new Move.Learn(replica));
                add(new Move.PollAll(replica));
            }
        }
        for (int node = 0; node < 3; node++) {
            if (random.nextBoolean()) {
                add(new Move.Hear(node));
                add(new Move.Follow(node));
            }
        }
    }

    private int partition() {
        return oneOf(0, 0, 0, 1, 1, 1, 2, World.ALARM);
    }

    private int either() {
        return random.nextInt(2);
    }

    private int mostlyFirst() {
        return oneOf(0, 0, 0, 1);
    }

    private int node() {
        return random.nextInt(3);
    }

    /** One of them, or all. */
    private int aggregation() {
        return oneOf(0, 1, 2, 3, 3);
    }

    private <T> T anyOf(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private int oneOf(int... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
