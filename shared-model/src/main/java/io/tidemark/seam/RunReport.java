package io.tidemark.seam;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of a run, or is becoming.
 *
 * @param trigger who asked: {@code schedule}, {@code request} or {@code retry}
 * @param progress from 0 to 1
 * @param recordsRead rows read from the archive so far
 * @param manifest the number of the last manifest it published, or 0
 * @param message why it failed, or what it did, for people
 */
public record RunReport(
        String id,
        Kind kind,
        String trigger,
        List<String> aggregations,
        State state,
        Instant requested,
        Optional<Instant> started,
        Optional<Instant> ended,
        double progress,
        long recordsRead,
        long manifest,
        int attempt,
        String message) {

    /** The same, come to an end. */
    public RunReport ended(State how, Instant at, String why) {
        return new RunReport(
                id,
                kind,
                trigger,
                aggregations,
                how,
                requested,
                started,
                Optional.of(at),
                progress,
                recordsRead,
                manifest,
                attempt,
                why);
    }

    /** What it does. */
    public enum Kind {
        INCREMENTAL,
        RECOMPUTE
    }

    /** How far it is. */
    public enum State {
        QUEUED,
        RUNNING,
        PUBLISHED,
        NOTHING_NEW,
        FAILED
    }
}
