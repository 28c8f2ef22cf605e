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
    private final String accept;
    private final boolean[] threw = new boolean[LAST];
    private int next;
    private int seen;
    private int failed;

    /**
     * @param place what is stopped
     * @param accept how the definition says that such failures are meant, for the mend
     */
    public FailingCode(String place, WhenMostFail whenMostFail, String accept) {
        this.place = place;
        this.whenMostFail = whenMostFail;
        this.accept = accept;
    }

    /** The code ran on a record and returned. */
    public void returned() {
        if (failed == 0) {
            seen = Math.min(LAST, seen + 1);
        } else {
            take(false);
        }
    }

    /**
     * The code threw on a record.
     *
     * @throws UserCodeException if it does so on most: the record is not to be quarantined then
     */
    public void threw(String reason) {
        take(true);
        if (whenMostFail == WhenMostFail.STOP && seen >= FEWEST && failed * 2 > seen) {
            throw new UserCodeException(
                    new Fault(
                            "TM-CODE-002",
                            place,
                            "the code of the definition throws on " + failed + " of the last " + seen
                                    + " records, at last: " + reason,
                            "mend the code and restart: it goes on from here; or, if such records are to be quarantined, "
                                    + accept + " and restart"),
                    null);
        }
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
