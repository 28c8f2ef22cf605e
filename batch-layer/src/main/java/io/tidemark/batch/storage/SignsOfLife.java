package io.tidemark.batch.storage;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Which processes live: each has files in one directory that it changes again and again, and one that stays as it is for
 * longer than a silence is of a process that is gone. That is looked at by the looker's clock alone: two machines need not
 * agree on the time. A process that was suspended for longer is taken for gone, which whoever asks must be able to bear. Safe
 * for use by many threads.
 */
public final class SignsOfLife {
    private final Storage storage;
    private final Clock clock;
    private final String directory;
    private final Duration silence;
    private final Predicate<String> isName;
    private final AtomicLong beats = new AtomicLong();
    /** What each file said when it was last seen to change. */
    private final Map<String, Sign> signs = new HashMap<>();

    private record Sign(String text, Instant since) {}

    /** Whose files are there, by name. */
    public record Seen(Set<String> living, Set<String> silent) {}

    /** @param isName how files are named; what is named otherwise is others' */
    public SignsOfLife(Storage storage, Clock clock, String directory, Duration silence, Predicate<String> isName) {
        this.storage = storage;
        this.clock = clock;
        this.directory = directory;
        this.silence = silence;
        this.isName = isName;
    }

    /** Gives the first sign. Returns false, and changes nothing, if there is a file of that name. */
    public boolean begin(String name) {
        return storage.createIfAbsent(path(name), text());
    }

    /** Gives the next sign, or the first. */
    public void beat(String name) {
        storage.replace(path(name), text());
    }

    public boolean isThere(String name) {
        return storage.exists(path(name));
    }

    /** Takes a sign away: there is no more to tell of its process. */
    public void end(String name) {
        storage.delete(path(name));
    }

    /** Looks at all there are. Whatever is seen for the first time lives. */
    public synchronized Seen look() {
        Instant now = clock.instant();
        Seen seen = new Seen(new HashSet<>(), new HashSet<>());
        for (String path : storage.directories(directory)) {
            // No process made it, and none could begin by its name for as long as it is there.
            if (isName.test(name(path))) {
                seen.silent().add(name(path));
            }
        }
        for (String path : storage.list(directory)) {
            String name = name(path);
            if (isName.test(name)) {
                (isSilent(name, path, now) ? seen.silent() : seen.living()).add(name);
            }
        }
        signs.keySet()
                .removeIf(
                        name -> !seen.silent().contains(name) && !seen.living().contains(name));
        return seen;
    }

    private boolean isSilent(String name, String path, Instant now) {
        String text;
        try {
            text = new String(storage.read(path), StandardCharsets.UTF_8);
        } catch (StorageException e) {
            if (!storage.exists(path)) {
                return false;
            }
            throw e;
        }
        Sign before = signs.get(name);
        // A clock that was set back begins anew.
        if (before == null || !before.text().equals(text) || before.since().isAfter(now)) {
            signs.put(name, new Sign(text, now));
            return false;
        }
        return !now.isBefore(before.since().plus(silence));
    }

    private byte[] text() {
        return (storage.writer() + " " + beats.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private String path(String name) {
        return directory + "/" + name;
    }
}
