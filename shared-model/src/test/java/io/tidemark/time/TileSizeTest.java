package io.tidemark.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TileSizeTest {
    @ParameterizedTest
    @ValueSource(strings = {"PT0.001S", "PT10S", "PT1M", "PT5M", "PT1H", "PT7H", "PT24H"})
    void everyInstantIsInExactlyOneTile(String length) {
        TileSize tile = TileSize.of(Duration.parse(length));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            long instant = random.nextLong(-4_000_000_000_000L, 4_000_000_000_000L);
            long start = tile.startOf(instant);
            assertTrue(start <= instant && instant < tile.endOf(start));
            assertEquals(start, tile.startOf(start));
            assertEquals(tile.endOf(start), tile.startOf(tile.endOf(start)));
            assertEquals(0, start % tile.millis());
        }
    }

    @Test
    void allTimeIsOneTile() {
        assertEquals(0, TileSize.ALL_TIME.startOf(Long.MIN_VALUE));
        assertEquals(0, TileSize.ALL_TIME.startOf(Long.MAX_VALUE));
        assertEquals("all time", TileSize.ALL_TIME.toString());
    }

    @Test
    void aTileDividesAnHourOrIsWholeHours() {
        assertFalse(TileSize.isValid(Duration.ofMinutes(7).toMillis()));
        assertFalse(TileSize.isValid(Duration.ofMinutes(90).toMillis()));
        assertFalse(TileSize.isValid(0));
        assertFalse(TileSize.isValid(-3_600_000));
        assertEquals(
                "a tile of 420000 ms neither divides an hour nor is a whole number of hours",
                assertThrows(IllegalArgumentException.class, () -> TileSize.of(Duration.ofMinutes(7)))
                        .getMessage());
    }
}
