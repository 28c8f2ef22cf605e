package io.tidemark.examples.ads;

import java.time.Instant;

/** An advertisement of a campaign was shown to a user. */
public record View(Instant at, String user, String campaign) {}
