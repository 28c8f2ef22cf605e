package io.tidemark.stream;

/** What the archive keeps of a record besides the fields that its class declares, its position and its timestamp. */
public enum Kept {
    /** What the class does not declare or cannot hold, as text: so that a field that is declared later is known from then. */
    UNDECLARED,
    /** Their keys as bytes, and of a record without a value that it was there. */
    KEYS,
    /** Their headers, names and bytes. */
    HEADERS
}
