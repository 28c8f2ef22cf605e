package io.tidemark.serving.http.live;

import java.time.Duration;

/**
 * Server-sent events.
 *
 * @param clients how many at most
 * @param period how often each is brought up to date
 * @param heartbeat how long at most nothing is sent; a client that is gone is noticed then
 */
public record LiveSettings(int clients, Duration period, Duration heartbeat) {}
