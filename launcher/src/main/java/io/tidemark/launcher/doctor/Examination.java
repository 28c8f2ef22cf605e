package io.tidemark.launcher.doctor;

import java.util.List;

/** Looks at one thing, and leaves it as it was. Ends within seconds, whatever it meets. */
interface Examination {
    /** In the order in which a person should read them. */
    List<Finding> findings();
}
