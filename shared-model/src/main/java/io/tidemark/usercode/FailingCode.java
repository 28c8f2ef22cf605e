package io.tidemark.usercode;

import io.tidemark.fault.Fault;

/**
 * On how many of the last records a user's code threw. Code that fails on more than half of them is stopped, since it is
 * likelier to be wrong than the data; before {@value #FEWEST} records nothing is concluded. Owned by one thread.
 */
public final class FailingCode {
    static final int LAST = 1000;
    static final int FEWEST = 100;

    private final String place;
    private final WhenMostFail whenMostFail;
    private final boolean[] threw = new boolean[LAST];
    private int next;
    private int seen;
    private int failed;
    private UserCodeException stopped;

    private FailingCode(String place, WhenMostFail whenMostFail) {
        this.place = place;
        this.whenMostFail = whenMostFail;
    }

    /** @param place what is stopped: an aggregation or a stream */
    public static FailingCode of(String place, WhenMostFail whenMostFail) {
        return new FailingCode(place, whenMostFail);
    }

    /**
     * The code ran on a record and returned.
     *
     * @throws UserCodeException if it was stopped before
     */
    public void returned() {
        if (failed == 0) {
            seen = Math.min(LAST, seen + 1);
        } else {
            requireGoingOn();
            take(false);
        }
    }

    /**
     * The code threw on a record.
     *
     * @throws UserCodeException if it does so on most, from then on each time: the record is not to be quarantined then
     */
    public void threw(String reason) {
        requireGoingOn();
        take(true);
        if (whenMostFail == WhenMostFail.STOP && seen >= FEWEST && failed * 2 > seen) {
            stopped = new UserCodeException(fault(reason), null);
            throw stopped;
        }
    }

    private void requireGoingOn() {
        if (stopped != null) {
            throw stopped;
        }
    }

    private Fault fault(String reason) {
        return new Fault(
                "TM-CODE-002",
                place,
                "the code of its definition throws on " + failed + " of the last " + seen + " records, at last: "
                        + reason,
                "mend the code and restart, and it goes on from here; or, if such records are meant to be quarantined, add"
                        + " .whenMostFail(QUARANTINE) to its definition and restart");
    }

    private void take(boolean now) {
        if (seen == LAST) {
            failed -= threw[next] ? 1 : 0;
        } else {
            seen++;
        }
        threw[next] = now;
        failed += now ? 1 : 0;
        next = (next + 1) % LAST;
    }
}
