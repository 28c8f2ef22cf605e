package io.tidemark.batch.schedule;

import io.tidemark.batch.storage.SignsOfLife;
import io.tidemark.batch.storage.Storage;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/**
 * Which process executes which run, so that several on one root leave one another's runs alone: {@code control/running/<id>}
 * is there, created only if absent, from before a run is begun until its report is written. Who executes it changes the file
 * again and again; a file that stays as it is for {@link #SILENCE} is of a process that is gone.
 *
 * <p>A process that was suspended for longer may find its run executed by another one, which costs work and harms no view.
 * Safe for use by many threads; one run at a time.
 */
final class RunClaims {
    /** How often a process shows that it lives, and how long it may fail to. */
    static final Duration BEAT = Duration.ofSeconds(2);

    static final Duration SILENCE = Duration.ofSeconds(15);

    private final SignsOfLife signs;
    /** Null while none is under way. */
    private String mine;

    RunClaims(Storage storage, Clock clock) {
        this.signs = new SignsOfLife(storage, clock, "control/running", SILENCE, RunId::isOne);
    }

    /** Begins a run. Returns false if another process is at it. */
    synchronized boolean take(String id) {
        if (!signs.begin(id)) {
            return false;
        }
        mine = id;
        return true;
    }

    /** Shows that the run that was taken is still under way. Returns whether there is one. */
    synchronized boolean beat() {
        if (mine == null) {
            return false;
        }
        signs.beat(mine);
        return true;
    }

    /** The run that was taken has come to its end. */
    synchronized void release() {
        String ended = mine;
        // First: what cannot be deleted now falls silent, and goes then.
        mine = null;
        signs.end(ended);
    }

    boolean isTaken(String id) {
        return signs.isThere(id);
    }

    /** The runs that were taken by processes that are gone; {@link #forget} them. */
    Set<String> silent() {
        return signs.look().silent();
    }

    /** Lets a run be begun again whose process is gone. */
    void forget(String id) {
        signs.end(id);
    }
}
