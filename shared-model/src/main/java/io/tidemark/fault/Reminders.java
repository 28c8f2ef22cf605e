package io.tidemark.fault;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When what is wrong is worth a line in the log: at once, for as long as it lasts again after a minute and then each time
 * after twice as long, up to an hour, and once when it is over. What is tried again every second would fill the log otherwise.
 * It is known by its place and code: the words may differ with each attempt. Safe for use by many threads.
 */
public final class Reminders {
    static final Duration FIRST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofHours(1);

    private static final int KNOWN_PLACES = 1_000;

    private final Clock clock;
    /**
     * By place, then by code: what fails in two ways in turns is not news each time. A place may be a file or a run, of which
     * there are ever more: those are forgotten that were not asked after for longest.
     */
    private final Map<String, Map<String, Told>> told = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Told>> eldest) {
            return size() > KNOWN_PLACES;
        }
    };

    /** @param stands whether nobody was told yet that it is over */
    private record Told(Instant at, Duration pause, boolean stands) {}

    public Reminders(Clock clock) {
        this.clock = clock;
    }

    /** Something is wrong, or still is: whether it is to be told now. */
    public boolean isDue(Fault fault) {
        return isDue(fault.place(), fault.code());
    }

    /** The same for what is no fault that anybody is shown. */
    public synchronized boolean isDue(String place, String code) {
        Instant now = clock.instant();
        Map<String, Told> here = told.computeIfAbsent(place, p -> new HashMap<>());
        Told before = here.get(code);
        // By a clock that was set back it would not be due for as long as that.
        if (before != null
                && !now.isBefore(before.at())
                && now.isBefore(before.at().plus(before.pause()))) {
            return false;
        }
        Duration pause =
                before == null || !before.stands() ? FIRST : before.pause().multipliedBy(2);
        here.put(code, new Told(now, pause.compareTo(LONGEST) < 0 ? pause : LONGEST, true));
        return true;
    }

    /**
     * Nothing is wrong at a place any more: whether that is to be told, as it is if what was wrong was. What comes back within
     * a minute of its line is not told again: it comes and goes.
     */
    public synchronized boolean isOver(String place) {
        Map<String, Told> here = told.getOrDefault(place, Map.of());
        boolean stood = here.values().stream().anyMatch(Told::stands);
        if (!stood) {
            return false;
        }
        here.replaceAll((code, before) -> new Told(before.at(), FIRST, false));
        return true;
    }
}
