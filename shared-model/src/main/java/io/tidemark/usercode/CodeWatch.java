package io.tidemark.usercode;

import io.tidemark.fault.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Looks from outside whether the user's code returns: nothing can stop code that does not, but it can be named. Somebody
 * calls {@link #look} again and again, as a supervised loop does. Safe for use by many threads.
 */
public final class CodeWatch {
    /** How long a call may take before it is named. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Clock clock;
    /** By what runs it, which may be forgotten at any time. */
    private final Map<RunningCode, Seen> seen = new WeakHashMap<>();

    private record Seen(long calls, Instant since) {}

    public CodeWatch(Clock clock) {
        this.clock = clock;
    }

    /** For one more thread, or one more object that a thread runs code by. */
    public synchronized RunningCode newRunningCode() {
        RunningCode code = new RunningCode();
        seen.put(code, new Seen(-1, clock.instant()));
        return code;
    }

    /** The calls that have not returned for longer than {@link #PATIENCE}, as far as the looks so far can tell. */
    public synchronized List<Fault> look() {
        Instant now = clock.instant();
        List<Fault> stuck = new ArrayList<>();
        for (Map.Entry<RunningCode, Seen> each : seen.entrySet()) {
            RunningCode code = each.getKey();
            long calls = code.calls();
            String place = code.place();
            boolean isSetBack = each.getValue().since().isAfter(now);
            if (place == null || calls != each.getValue().calls() || isSetBack) {
                each.setValue(new Seen(calls, now));
            } else if (Duration.between(each.getValue().since(), now).compareTo(PATIENCE) >= 0) {
                stuck.add(fault(place, each.getValue().since()));
            }
        }
        return stuck;
    }

    private static Fault fault(String place, Instant since) {
        return new Fault(
                "TM-CODE-004",
                place,
                "its code has not returned since " + since,
                "mend the code, which may loop for ever on a record, and restart: everything on its partition waits for"
                        + " it, and nothing is lost");
    }
}
