package io.tidemark.kafka;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of this process's members of a consumer group that another process bears too. Members find them, and the group's
 * watch finds that they are over. Safe for use by many threads.
 */
final class SharedNames {
    static final String CODE = "TM-LOG-012";
    private static final String OWN_DIRECTORIES =
            "give each node a data directory of its own: end one of the two, delete the file instance in its data"
                    + " directory, and start it again";

    private final String group;
    private final FaultSource faults;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    SharedNames(String group, Faults faults) {
        this.group = group;
        this.faults = faults.source();
    }

    /** Two throw each other out. Returns what is told of it. */
    Fault found(String name, String goesOnAs) {
        return tell(
                name,
                "another process has this name: a data directory was copied to a host of the same name and path; this one"
                        + " goes on as \"" + goesOnAs + "\", and the two share the partitions",
                OWN_DIRECTORIES);
    }

    /** One is not let in, since another, or what it was itself before it was killed, is a member. Returns what is told of it. */
    Fault foundHeld(String name, String goesOnAs) {
        return tell(
                name,
                "is a member still: this process was killed and the group has yet to notice, or a data directory was copied;"
                        + " this one goes on as \"" + goesOnAs
                        + "\", and what the other has is nobody's until it is gone",
                "wait as long as the broker's group.consumer.session.timeout.ms says, 45 s by default; if it lasts, "
                        + OWN_DIRECTORIES);
    }

    private Fault tell(String name, String what, String mend) {
        Fault fault = new Fault(CODE, place(name), what, mend);
        names.add(name);
        faults.raise(fault);
        return fault;
    }

    /** A name that nobody bears is a name that nobody shares any more. */
    void endAllBut(Set<String> borne) {
        names.removeIf(name -> {
            boolean isOver = !borne.contains(name);
            if (isOver) {
                faults.clear(place(name));
            }
            return isOver;
        });
    }

    private String place(String name) {
        return "member \"" + name + "\" of consumer group \"" + group + "\"";
    }
}
