package io.tidemark.it.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.it.simulation.History.Rules;
import io.tidemark.it.simulation.History.Setting;
import io.tidemark.it.simulation.Move.Content;
import io.tidemark.seam.RunRequest.Cut;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Histories that went wrong once, as the simulation shrunk them. */
class RememberedHistoriesTest {
    private static final Setting PLAIN = new Setting(false, false, false);
    private static final Setting LATE = new Setting(true, false, true);

    private static void play(Setting setting, Move... moves) {
        History history = new History(setting, List.of(moves));
        assertEquals(Optional.empty(), history.play(Rules.ALL));
    }

    @Test
    void anAggregationThatWaitsForRecordsThatAreGoneHoldsUpNoOther() {
        play(
                PLAIN,
                new Move.Produce(0, 0, 1, 6, Content.READING),
                new Move.Poll(0, 0, 1),
                new Move.Truncate(0, 8),
                new Move.Produce(0, -1, 3, 3, Content.EMPTY),
                new Move.ArchiveCut(0),
                new Move.PollAll(0),
                new Move.Flush(0),
                new Move.Run(0, 3, Cut.ARCHIVE_END, false),
                new Move.Publish(0),
                new Move.Redefine(1));
    }

    @Test
    void aPartitionThatHadRecordsOnlyBeforeWeCameKeepsNobodyFromComputingAnew() {
        play(LATE, new Move.Elect(0, 3), new Move.Produce(1, 0, 2, 7, Content.READING));
    }

    @Test
    void aHoleWhereTheLogWasRewrittenHidesNothing() {
        play(
                PLAIN,
                new Move.Produce(0, -1, 2, 1, Content.READING),
                new Move.ArchiveCut(0),
                new Move.Rewrite(0, 3),
                new Move.Produce(0, -1, 2, 11, Content.HOLE),
                new Move.Produce(0, 0, 0, 4, Content.READING));
    }

    @Test
    void aPartitionThatCouldNotBeOpenedAgainRestsWhenItMoves() {
        play(
                new Setting(false, false, true),
                new Move.HandOver(0, 1),
                new Move.BreakStore(0, 1, 0, false),
                new Move.Produce(1, 0, 3, 6, Content.READING),
                new Move.Produce(1, -2, 3, 1, Content.READING),
                new Move.PollAll(0),
                new Move.Produce(1, 0, 1, 9, Content.READING),
                new Move.FailReading(0, 0, true),
                new Move.Tick(10),
                new Move.Produce(1, -3, 0, 3, Content.READING),
                new Move.Produce(0, -15, 0, 9, Content.READING),
                new Move.PollAll(0),
                new Move.Truncate(0, 1),
                new Move.Poll(0, 0, 2),
                new Move.Produce(1, 0, 0, 0, Content.BROKEN),
                new Move.Produce(1, -15, 1, 1, Content.READING),
                new Move.HandOver(0, 0),
                new Move.Follow(1),
                new Move.Produce(1, 0, 3, 3, Content.READING));
    }
}
