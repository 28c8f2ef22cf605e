package io.tidemark.it.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.it.simulation.History.Rules;
import io.tidemark.it.simulation.History.Setting;
import io.tidemark.it.simulation.Move.Content;
import io.tidemark.log.LogMismatchException;
import io.tidemark.manifest.AggregationView;
import io.tidemark.seam.RunRequest.Cut;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules that are kept by how things are built, so that no decision can be taken away: each has its history here. */
class RulesWithoutADecisionTest {
    private static final int PARTITION = 0;

    private static void play(World world, Move... moves) {
        for (Move move : moves) {
            move.on(world);
            world.check();
        }
    }

    private static Move reading(int tile, int number) {
        return new Move.Produce(PARTITION, 0, tile, number, Content.READING);
    }

    /** PROTOCOL 21 and 22: a run may have nothing to read, and still it has passed what there was. */
    @Test
    void theCutComesFromTheManifestThoughNoFileWasRead() {
        World world = new World(Rules.ALL, new Setting(false, true, false));
        play(
                world,
                new Move.Tick(10),
                reading(0, 0),
                reading(0, 1),
                reading(0, 2),
                new Move.ArchiveCut(0),
                new Move.Run(0, 0, Cut.ARCHIVE_END, false),
                new Move.Publish(0));
        AggregationView view = world.view(Reading.BY_SENSOR);
        assertEquals(List.of(), view.files(), "all of it had expired");
        assertEquals(3, view.tidemark().offset(world.partition(PARTITION)));
        play(
                world,
                reading(2, 3),
                new Move.Learn(0),
                new Move.PollAll(0),
                new Move.Hear(0),
                new Move.Follow(0),
                new Move.ArchiveCut(0),
                new Move.Run(0, 0, Cut.ARCHIVE_END, false),
                new Move.Publish(0));
        world.drain();
    }

    /** PROTOCOL 23: offsets of another log of the same name mean nothing here, and nobody takes them for ours. */
    @Test
    void anotherLogOfTheSameNameIsRefusedByEverybody() {
        World world = new World(Rules.ALL, new Setting(false, false, false));
        play(
                world,
                reading(1, 0),
                reading(2, 1),
                reading(2, 2),
                new Move.ArchiveCut(0),
                new Move.Run(0, 3, Cut.ARCHIVE_END, false),
                new Move.Publish(0),
                reading(1, 4),
                new Move.Learn(0),
                new Move.PollAll(0),
                new Move.Hear(0),
                new Move.Follow(0));
        AggregationView before = world.view(Reading.BY_SENSOR);
        world.log.create(Reading.TOPIC, World.PARTITIONS, false);
        byte[] other = new Reading("a", World.tileMillis(1), 7).json();
        for (int i = 0; i < 9; i++) {
            world.log.append(Reading.TOPIC, PARTITION, world.clock.millis(), other);
        }
        List<Move> all = List.of(
                new Move.PollAll(0),
                new Move.Learn(0),
                new Move.PollAll(0),
                new Move.ArchiveCut(0),
                new Move.Run(0, 3, Cut.ARCHIVE_END, true),
                new Move.Publish(0),
                new Move.KillSpeed(1),
                new Move.Learn(1),
                new Move.Hear(0),
                new Move.Follow(0));
        int refusals = 0;
        for (Move move : all) {
            try {
                move.on(world);
            } catch (LogMismatchException refused) {
                refusals++;
            }
            world.checkNode(0);
        }
        assertTrue(refusals > 0);
        assertEquals(before, world.view(Reading.BY_SENSOR));
    }
}
