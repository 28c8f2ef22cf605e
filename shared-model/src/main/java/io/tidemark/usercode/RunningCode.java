package io.tidemark.usercode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which of the user's code a thread runs at present, for {@link CodeWatch}. Written by the thread that runs it, at the cost
 * of a store or two a call; read by the watch.
 */
public final class RunningCode {
    private static final VarHandle PLACE;
    private static final VarHandle CALLS;

    static {
        try {
            PLACE = MethodHandles.lookup().findVarHandle(RunningCode.class, "place", String.class);
            CALLS = MethodHandles.lookup().findVarHandle(RunningCode.class, "calls", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private String place;
    private long calls;

    /** The code at a place is about to run: an aggregation's filter, a stream's constructor, ... */
    public void enter(String where) {
        PLACE.setOpaque(this, where);
        CALLS.setOpaque(this, calls + 1);
    }

    /** No code of the user's runs any more. */
    public void leave() {
        PLACE.setOpaque(this, null);
    }

    /** Where the code runs, or last was entered by this thread; null if none runs. */
    public String place() {
        return (String) PLACE.getOpaque(this);
    }

    /** Grows with each call. */
    long calls() {
        return (long) CALLS.getOpaque(this);
    }
}
