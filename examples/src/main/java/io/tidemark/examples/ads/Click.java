package io.tidemark.examples.ads;

import java.time.Instant;

/** A user, or a machine that looks like one, clicked on an advertisement. */
public record Click(Instant at, String user, String campaign, boolean robot) {}
