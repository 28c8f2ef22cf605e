package io.tidemark.serving.index.rocks;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.serving.index.rocks.KnownBlocks.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockCacheTest {
    private static final int TILES = 1_000;

    private static GroupKey group(int number) {
        return GroupKey.of(new byte[] {(byte) number});
    }

    /** Blocks by their last tile, some tiles apart, of one row each: their first tile. */
    private static NavigableMap<Long, byte[]> blocks(SplittableRandom random) {
        NavigableMap<Long, byte[]> blocks = new TreeMap<>();
        long tile = random.nextInt(20);
        int most = random.nextInt(100);
        while (tile < TILES && blocks.size() < most) {
            ByteWriter block = new ByteWriter();
            BlockLayout.write(0, tile, new byte[random.nextInt(200)], block);
            tile += random.nextInt(30);
            blocks.put(tile, block.toBytes());
            tile += 1 + random.nextInt(10);
        }
        return blocks;
    }

    /** As the index answers, from a tile on. */
    private static Stretch read(NavigableMap<Long, byte[]> blocks, long from) {
        var first = blocks.ceilingEntry(from);
        return first == null
                ? Stretch.withoutBlock(from)
                : new Stretch(
                        Math.min(from, BlockLayout.firstTileMillis(first.getValue())),
                        first.getKey(),
                        first.getValue());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsKnownIsWhatIsThere(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<NavigableMap<Long, byte[]>> files = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            files.add(blocks(random));
        }
        long most = random.nextInt(2_000, 400_000);
        BlockCache cache = new BlockCache(most);
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            int number = random.nextInt(files.size());
            long file = number % 3;
            long from = random.nextInt(20) == 0 ? Long.MIN_VALUE : random.nextInt(TILES + 50);
            KnownBlocks known = cache.find(file, group(number));
            Stretch stretch = known.find(from);
            Stretch there = read(files.get(number), from);
            if (stretch == null) {
                cache.put(file, group(number), known.with(there));
                continue;
            }
            found++;
            String place = "seed " + seed + ", group " + number + ", from " + from;
            assertSame(there.isBlock() ? there.block() : stretch.block(), stretch.block(), place);
            assertTrue(there.isBlock() || !stretch.isBlock(), place);
            // Each generation may be over its half by the group that fills it.
            assertTrue(cache.bytes() <= most + 2 * 64 * 400, place + ": " + cache.bytes() + " of " + most);
        }
        assertTrue(found > 100, "seed " + seed + ": " + found);
    }

    @Test
    void aGroupOfAnotherFileIsAnother() {
        BlockCache cache = new BlockCache(10_000);
        cache.put(1, group(1), KnownBlocks.NONE.with(Stretch.withoutBlock(0)));
        assertSame(KnownBlocks.NONE, cache.find(2, group(1)));
        assertSame(KnownBlocks.NONE, cache.find(1, group(2)));
        assertTrue(cache.find(1, group(1)).find(0) != null);
    }
}
