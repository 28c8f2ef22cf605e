package io.tidemark.spark.driver;

import java.io.Serializable;

/**
 * How far a unit is.
 *
 * @param records that were read
 * @param outcomes of the parts as JSON, once the unit is folded; null before
 */
record UnitReport(int unit, long records, byte[] outcomes) implements Serializable {
    boolean isDone() {
        return outcomes != null;
    }

    /** Of two reports of one unit, the one that tells more. */
    static UnitReport further(UnitReport one, UnitReport other) {
        if (one.isDone() != other.isDone()) {
            return one.isDone() ? one : other;
        }
        return one.records >= other.records ? one : other;
    }
}
