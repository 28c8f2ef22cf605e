package io.tidemark.launcher.machine;

import java.time.ZoneOffset;
import java.util.Locale;
import java.util.TimeZone;

/**
 * What Java takes from the machine where nobody says otherwise. All nodes have to compute the same from one log, also where
 * a definition, or a library, upper-cases, formats or dates something without saying in which locale or zone.
 */
public final class MachineDefaults {
    private MachineDefaults() {}

    /** Sets the locale to that of no language and the zone to UTC. Called first of all, before anything is kept of them. */
    public static void forget() {
        Locale.setDefault(Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone(ZoneOffset.UTC));
    }
}
