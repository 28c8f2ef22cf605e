package io.tidemark.usercode;

/** What is done when a user's code throws on more than half of the last records. */
public enum WhenMostFail {
    /** It stops, with a fault that says so: it is likelier that the code is wrong than that the data is. */
    STOP,
    /** It goes on, and quarantines each record. */
    QUARANTINE
}
