package io.tidemark.seam;

import io.tidemark.manifest.ViewId;
import io.tidemark.tidemark.Tidemark;
import java.time.Duration;

/**
 * A serving node's wish to answer an aggregation from a tidemark for some time. One per holder and version
 * of an aggregation: a newer one replaces it, and one for no time at all gives it back.
 */
public record TidemarkLease(String holder, ViewId view, Tidemark tidemark, Duration duration) {}
