package io.tidemark.batch.schedule;

import io.tidemark.batch.schedule.times.RecomputeSchedule;
import io.tidemark.batch.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Up to when each recompute schedule was taken care of: {@code control/due/<schedule>/<due, in milliseconds, 20 digits>.json},
 * created only if absent, so that one of several processes queues what is due at a time. The newest one counts. One that lies
 * ahead was set by a clock that was ahead, and counts for nothing. Safe for use by many threads and processes.
 */
final class DueMarks {
    /** By which the clocks of several machines may differ. */
    static final Duration AHEAD = Duration.ofMinutes(5);

    private static final Pattern NAME = Pattern.compile("(00\\d{18})\\.json");

    private final Storage storage;
    private final ControlFiles files;

    /**
     * All times up to {@code due} are taken care of.
     *
     * @param times of the schedule that it was set by, which has missed no time of another; empty: nobody can tell
     * @param run what was queued for {@code due}; empty: the schedule begins there
     * @param queued whether that was queued for certain: a process may have ended in between
     */
    record Mark(Instant due, String times, Optional<QueuedRun> run, boolean queued) {
        static Mark beginning(RecomputeSchedule schedule, Instant now) {
            return new Mark(Instant.ofEpochMilli(now.toEpochMilli()), words(schedule), Optional.empty(), true);
        }

        static Mark of(RecomputeSchedule schedule, Instant due, QueuedRun run) {
            return new Mark(due, words(schedule), Optional.of(run), false);
        }

        boolean isOf(RecomputeSchedule schedule) {
            return times.isEmpty() || times.equals(words(schedule));
        }

        private Mark asQueued() {
            return new Mark(due, times, run, true);
        }

        private static String words(RecomputeSchedule schedule) {
            return schedule.times().expression() + " " + schedule.times().zone();
        }
    }

    DueMarks(Storage storage, ControlFiles files) {
        this.storage = storage;
        this.files = files;
    }

    /** The newest mark that does not lie ahead. One that cannot be read says no more than its name does. */
    Optional<Mark> newest(String schedule, Instant now) {
        return paths(schedule).stream()
                .filter(path -> !isAhead(due(path), now))
                .reduce((older, newer) -> newer)
                .map(path -> files.read(path, Mark.class, mark -> path(schedule, mark.due())
                                .equals(path))
                        .orElseGet(() -> new Mark(due(path), "", Optional.empty(), true)));
    }

    static boolean isAhead(Instant due, Instant now) {
        return due.isAfter(now.plus(AHEAD));
    }

    /** Returns false if another process was first. */
    boolean set(String schedule, Mark mark) {
        return storage.createIfAbsent(path(schedule, mark.due()), ControlFiles.bytes(mark));
    }

    /** Says so, and forgets the others. */
    void setQueued(String schedule, Mark mark) {
        String path = path(schedule, mark.due());
        storage.replace(path, ControlFiles.bytes(mark.asQueued()));
        // Those that lie ahead too: they would count when their time has come.
        paths(schedule).stream().filter(other -> !other.equals(path)).forEach(storage::delete);
    }

    private List<String> paths(String schedule) {
        return storage.list(directory(schedule)).stream()
                .filter(path -> NAME.matcher(name(path)).matches())
                .toList();
    }

    private static Instant due(String path) {
        String name = name(path);
        return Instant.ofEpochMilli(Long.parseLong(name.substring(0, name.indexOf('.'))));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String directory(String schedule) {
        return "control/due/" + schedule;
    }

    private static String path(String schedule, Instant due) {
        return directory(schedule) + "/" + String.format(Locale.ROOT, "%020d.json", due.toEpochMilli());
    }
}
