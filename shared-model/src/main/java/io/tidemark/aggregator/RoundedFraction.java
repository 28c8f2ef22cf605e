package io.tidemark.aggregator;

import java.math.BigInteger;

/**
 * An exact fraction, rounded once: {@code mantissa} · 2^{@code exponent}, where the mantissa is a whole number that has
 * all the bits of a double, so that neither is lost before the last step.
 */
record RoundedFraction(double mantissa, int exponent) {
    /** One bit for the sign, and one to spare. */
    private static final int KEPT_BITS = 62;

    /** whole · 2^exponent. */
    static RoundedFraction of(BigInteger whole, int exponent) {
        BigInteger size = whole.abs();
        int cut = size.bitLength() - KEPT_BITS;
        if (cut <= 0) {
            return new RoundedFraction(whole.longValue(), exponent);
        }
        long kept = size.shiftRight(cut).longValue();
        // What is cut off decides between two doubles only by being there.
        long sticky = size.getLowestSetBit() < cut ? kept | 1 : kept;
        return new RoundedFraction(whole.signum() * (double) sticky, exponent + cut);
    }

    /** numerator · 2^exponent / denominator, both of them at least 0. */
    static RoundedFraction ofQuotient(BigInteger numerator, BigInteger denominator, int exponent) {
        int widened = Math.max(0, denominator.bitLength() - numerator.bitLength() + KEPT_BITS + 2);
        BigInteger[] quotient = numerator.shiftLeft(widened + 1).divideAndRemainder(denominator);
        BigInteger sticky = quotient[1].signum() == 0 ? quotient[0] : quotient[0].setBit(0);
        return of(sticky, exponent - widened - 1);
    }

    double value() {
        return Math.scalb(mantissa, exponent);
    }

    /** The square root, which is a double where the value itself is not. */
    double root() {
        return (exponent & 1) == 0
                ? Math.scalb(Math.sqrt(mantissa), exponent / 2)
                : Math.scalb(Math.sqrt(2 * mantissa), (exponent - 1) / 2);
    }
}
