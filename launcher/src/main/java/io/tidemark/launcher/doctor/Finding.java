package io.tidemark.launcher.doctor;

import io.tidemark.fault.Fault;
import java.util.Locale;

/**
 * What one examination found at one place.
 *
 * @param code of a warning or fault; empty where all is well
 * @param says what is there, or what is wrong with it
 * @param mend what somebody can do about it; empty where all is well
 */
public record Finding(Level level, String code, String place, String says, String mend) {
    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** It works, and will surprise somebody. */
        WARNING,
        /** It will not work. */
        FAULT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String place, String says) {
        return new Finding(Level.OK, "", place, says, "");
    }

    static Finding warning(Fault fault) {
        return new Finding(Level.WARNING, fault.code(), fault.place(), fault.fault(), fault.mend());
    }

    static Finding fault(Fault fault) {
        return new Finding(Level.FAULT, fault.code(), fault.place(), fault.fault(), fault.mend());
    }

    /** In a line. */
    @Override
    public String toString() {
        return level == Level.OK
                ? "ok       " + place + ": " + says
                : String.format(Locale.ROOT, "%-8s %s %s: %s; %s", level, code, place, says, mend);
    }
}
