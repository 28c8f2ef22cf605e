package io.tidemark.speed.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.cut.Cut;
import io.tidemark.speed.generation.ReadEpochs.Span;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.time.LogClock;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadEpochsTest {
    private static final int END = 40;

    private static LogPosition at(long offset, int leaderEpoch) {
        return new LogPosition(offset, LogClock.START, leaderEpoch);
    }

    /** The epoch of what is just below each place, up to where a leader is elected, and from there on with its own. */
    private static int[] history(SplittableRandom random, int[] before, int from, int epoch) {
        int[] epochs = before.clone();
        int now = epoch;
        for (int place = from + 1; place <= END; place++) {
            now += random.nextInt(6) == 0 ? 1 : 0;
            epochs[place] = now;
        }
        return epochs;
    }

    /** Reads record by record, but for holes now and then. */
    private static ReadEpochs read(SplittableRandom random, int[] history, int begin) {
        ReadEpochs epochs = new ReadEpochs(at(begin, history[begin]));
        int position = begin;
        while (position < END) {
            int next = Math.min(END, position + (random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 1));
            int epoch = random.nextInt(9) == 0 ? -1 : history[next];
            if (epoch != epochs.newest()) {
                epochs.enter(epoch, position, next);
            }
            position = next;
        }
        return epochs;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyPlaceOfTheSameHistoryIsHeld(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] history = history(random, new int[END + 1], 0, 0);
        ReadEpochs epochs = read(random, history, random.nextInt(END / 2));
        epochs.dropBelow(random.nextInt(END));
        ReadEpochs stored = new ReadEpochs(epochs.spans(END));
        assertEquals(epochs.spans(END), stored.spans(END));
        for (int place = 0; place < END; place++) {
            assertTrue(stored.mayHold(at(place, history[place]), END, Cut.PROVEN), "place " + place);
            assertTrue(
                    stored.mayHold(at(place, history[place + 1]), END, Cut.PROVEN), "the record to come at " + place);
            assertTrue(stored.mayHold(at(place, -1), END, Cut.PROVEN));
        }
        assertTrue(stored.mayHold(at(END + 5, history[END]), END, Cut.PROVEN));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void noPlaceOfWhatWasLostIsHeldByWhoReadWhatCameInstead(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] lost = history(random, new int[END + 1], 0, 0);
        int from = 5 + random.nextInt(END - 10);
        int[] rewritten = history(random, lost, from, lost[END] + 1);
        ReadEpochs epochs = new ReadEpochs(at(0, -1));
        for (int place = 1; place <= END; place++) {
            if (rewritten[place] != epochs.newest()) {
                epochs.enter(rewritten[place], place - 1, place);
            }
        }
        for (int place = from + 1; place <= END; place++) {
            assertFalse(epochs.mayHold(at(place, lost[place]), END, Cut.PROVEN), "place " + place + " from " + from);
        }
        for (int place = 0; place <= from; place++) {
            assertTrue(epochs.mayHold(at(place, lost[place]), END, Cut.PROVEN), "place " + place + " from " + from);
        }
    }

    @Test
    void whatIsNotKnownBetweenTwoPlacesOfOneEpochIsOfThatEpoch() {
        ReadEpochs epochs = new ReadEpochs(at(0, -1));
        epochs.enter(2, 0, 1);
        epochs.enter(-1, 4, 6);
        epochs.enter(2, 6, 7);
        assertEquals(List.of(new Span(2, 1, 9)), epochs.spans(9));
    }

    @Test
    void aPlaceWhereNoRecordsWereIsInDoubtBetweenOtherEpochs() {
        ReadEpochs epochs = new ReadEpochs(at(0, -1));
        epochs.enter(1, 0, 1);
        // No record lies from offset 4 to 6.
        epochs.enter(2, 4, 8);
        assertTrue(epochs.isInDoubt(at(6, 1), 0, 9), "it may have been a record of epoch 1, or is none of this log");
        assertFalse(epochs.isInDoubt(at(6, 2), 0, 9), "an epoch has one history");
        assertFalse(epochs.isInDoubt(at(6, -1), 0, 9), "nobody knows more");
        assertFalse(epochs.isInDoubt(at(4, 1), 0, 9));
        assertFalse(epochs.isInDoubt(at(8, 2), 0, 9));
        assertFalse(epochs.isInDoubt(at(6, 1), 6, 9), "the log vouched for where it began");
    }
}
