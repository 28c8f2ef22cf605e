package io.tidemark.batch.engine.fold;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.view.ViewWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldMemoryTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 16})
    void rowsAndTheFilesThatAreWrittenFitTogether(int threads) {
        for (long mib : new long[] {40, 106, 444, 4_000}) {
            long memory = mib << 20;
            for (int units : new int[] {1, 3, 16}) {
                long rows = units * FoldMemory.of(memory, units, 0).ofUnit();
                long files = (threads + ViewWriter.MOST_EARLY) * FoldMemory.ofRowGroup(memory, threads);
                // Twice, since buffers grow by doubling.
                assertTrue(
                        rows + 2 * files <= memory, () -> mib + " MiB, " + units + " units: " + rows + " + " + files);
            }
        }
    }
}
