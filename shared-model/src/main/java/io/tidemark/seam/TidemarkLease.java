package io.tidemark.seam;

import io.tidemark.tidemark.Tidemark;
import java.time.Duration;

/**
 * A serving node's wish to answer an aggregation from a tidemark for some time. One per holder, aggregation and
 * fingerprint: a newer one replaces it.
 */
public record TidemarkLease(
        String holder, String aggregation, String fingerprint, Tidemark tidemark, Duration duration) {}
