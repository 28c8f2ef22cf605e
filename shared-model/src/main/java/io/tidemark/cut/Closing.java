package io.tidemark.cut;

/** Why an archive file ends where it ends. */
public enum Closing {
    /** A record of a later epoch came. */
    EPOCH,
    /** It was as large as a file may be, or memory ran short. */
    SIZE,
    /** The wall clock was past the epoch's end and nothing more came. */
    IDLE,
    /** It was open for as long as a file may be, by the wall clock; its epoch goes on in the next (PROTOCOL 24). */
    AGE,
    /** The log clock was so far ahead of the wall clock that its epochs mean nothing. */
    SKEW,
    /** The log no longer has these records: the file has no rows. */
    GAP
}
