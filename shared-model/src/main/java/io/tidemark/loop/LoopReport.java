package io.tidemark.loop;

import io.tidemark.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a loop is about.
 *
 * @param steps how many ended well
 * @param failures how many failed in a row since the last that ended well
 * @param stepping since when the step under way is, if one is: one that lasts is worth a look
 * @param pause how long it rests after its last step
 * @param fault why its last step failed, if it did
 */
public record LoopReport(
        String name, long steps, int failures, Optional<Instant> stepping, Duration pause, Optional<Fault> fault) {}
