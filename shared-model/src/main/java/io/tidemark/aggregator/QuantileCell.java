package io.tidemark.aggregator;

import io.tidemark.memory.HeapSize;
import java.util.Arrays;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.kll.KllSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantilesDoublesSketchIterator;

/**
 * A KLL sketch that starts as a short array: a tile of ten numbers takes ten, where the library would take {@code K}.
 * Up to {@code K} numbers it is exact. Owned by one thread.
 */
final class QuantileCell {
    static final int K = 200;

    /** The library's objects around its arrays. */
    private static final int LIBRARYS_BYTES = 128;

    private double[] few = new double[4];
    private int fewSize;
    /** Holds all numbers once there are {@code K}; null before. */
    private KllDoublesSketch many;

    void add(double number) {
        if (many != null) {
            many.update(number);
            return;
        }
        if (fewSize == few.length) {
            few = Arrays.copyOf(few, Math.min(K, fewSize * 2));
        }
        few[fewSize++] = number;
        if (fewSize == K) {
            becomeMany();
        }
    }

    void add(QuantileCell other) {
        if (other.many == null) {
            for (int i = 0; i < other.fewSize; i++) {
                add(other.few[i]);
            }
        } else {
            if (many == null) {
                becomeMany();
            }
            many.merge(other.many);
        }
    }

    private void becomeMany() {
        many = sketch();
        few = null;
        fewSize = 0;
    }

    boolean isEmpty() {
        return many == null && fewSize == 0;
    }

    /** All numbers as the library's sketch, not to be changed. */
    KllDoublesSketch sketch() {
        if (many != null) {
            return many;
        }
        KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(K);
        for (int i = 0; i < fewSize; i++) {
            sketch.update(few[i]);
        }
        return sketch;
    }

    long heapBytes() {
        long bytes = HeapSize.object(2 * HeapSize.REFERENCE + Integer.BYTES);
        if (many == null) {
            return bytes + HeapSize.array(few.length, Double.BYTES);
        }
        return bytes
                + LIBRARYS_BYTES
                + KllSketch.getMaxSerializedSizeBytes(K, many.getN(), KllSketch.SketchType.DOUBLES_SKETCH, true);
    }

    static QuantileCell of(byte[] sketchBytes) {
        QuantileCell cell = new QuantileCell();
        KllDoublesSketch sketch = KllDoublesSketch.heapify(Memory.wrap(sketchBytes));
        if (sketch.isEstimationMode()) {
            cell.many = sketch;
            cell.few = null;
            return cell;
        }
        QuantilesDoublesSketchIterator numbers = sketch.iterator();
        while (numbers.next()) {
            cell.add(numbers.getQuantile());
        }
        return cell;
    }
}
