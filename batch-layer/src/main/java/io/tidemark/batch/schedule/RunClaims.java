package io.tidemark.batch.schedule;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which process executes which run, so that several on one root leave one another's runs alone: {@code control/running/<id>}
 * is there, created only if absent, from before a run is begun until its report is written. Who executes it changes the file
 * again and again; a file that stays as it is for {@link #SILENCE} is of a process that is gone. That is looked at by the
 * looker's clock alone: two machines need not agree on the time.
 *
 * <p>A process that was suspended for longer may find its run executed by another one, which costs work and harms no view.
 * Safe for use by many threads; one run at a time.
 */
final class RunClaims {
    /** How often a process shows that it lives, and how long it may fail to. */
    static final Duration BEAT = Duration.ofSeconds(2);

    static final Duration SILENCE = Duration.ofSeconds(15);

    private static final String DIRECTORY = "control/running";

    private final Storage storage;
    private final Clock clock;
    /** What the files of others said when they were last seen to change. Owned by the scheduler's thread. */
    private final Map<String, Sign> signs = new HashMap<>();

    private String mine;
    private long beats;

    private record Sign(String text, Instant since) {}

    RunClaims(Storage storage, Clock clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /** Begins a run. Returns false if another process is at it. */
    synchronized boolean take(String id) {
        if (!storage.createIfAbsent(path(id), text())) {
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
        beats++;
        storage.replace(path(mine), text());
        return true;
    }

    /** The run that was taken has come to its end. */
    synchronized void release() {
        String ended = mine;
        // First: what cannot be deleted now falls silent, and goes then.
        mine = null;
        storage.delete(path(ended));
    }

    private byte[] text() {
        return (storage.writer() + " " + beats).getBytes(StandardCharsets.UTF_8);
    }

    boolean isTaken(String id) {
        return storage.exists(path(id));
    }

    /** The runs that were taken by processes that are gone; {@link #forget} them. */
    List<String> silent() {
        Instant now = clock.instant();
        List<String> silent = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (String path : storage.directories(DIRECTORY)) {
            // No process made it, and a run of its name could not be begun for as long as it is there.
            if (ControlFiles.isId(id(path))) {
                silent.add(id(path));
            }
        }
        for (String path : storage.list(DIRECTORY)) {
            String id = id(path);
            // What others put here is theirs.
            if (ControlFiles.isId(id)) {
                taken.add(id);
                if (isSilent(id, path, now)) {
                    silent.add(id);
                }
            }
        }
        signs.keySet().retainAll(taken);
        return silent;
    }

    private boolean isSilent(String id, String path, Instant now) {
        String text;
        try {
            text = new String(storage.read(path), StandardCharsets.UTF_8);
        } catch (StorageException e) {
            if (!storage.exists(path)) {
                return false;
            }
            throw e;
        }
        Sign before = signs.get(id);
        // A clock that was set back begins anew.
        if (before == null || !before.text().equals(text) || before.since().isAfter(now)) {
            signs.put(id, new Sign(text, now));
            return false;
        }
        return !now.isBefore(before.since().plus(SILENCE));
    }

    /** Lets a run be begun again whose process is gone. */
    void forget(String id) {
        storage.delete(path(id));
        signs.remove(id);
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String path(String id) {
        return DIRECTORY + "/" + id;
    }
}
