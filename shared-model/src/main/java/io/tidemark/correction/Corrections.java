package io.tidemark.correction;

import io.tidemark.function.Condition;
import java.util.Optional;

/**
 * How an aggregation's events take back what earlier ones brought: each has the whole event that it takes back, as that came
 * (PROTOCOL 18), so that it finds the same group and tile and is taken out of the same metrics, wherever in the log it stands.
 * Accumulators may hold less than nothing meanwhile; they are put together before anything is finished.
 *
 * @param retractedBy which events take back; empty: none by themselves
 * @param countMetric the place of the metric that counts all events: a row of which it is 0 is as if it had never been
 */
public record Corrections<E>(Optional<Condition<E>> retractedBy, int countMetric) {}
