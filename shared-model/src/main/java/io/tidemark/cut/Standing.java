package io.tidemark.cut;

/**
 * How far one partition is answered.
 *
 * @param asOf all records below it are in the answer
 * @param isMissing whether records beyond it are known to be missing
 */
public record Standing(long asOf, boolean isMissing) {}
