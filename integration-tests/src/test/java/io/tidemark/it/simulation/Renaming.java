package io.tidemark.it.simulation;

/** What a rename does to a file of the archive that is there already. */
enum Renaming {
    /** It is refused: of two writers one is first, and the other begins again where the chain ends (PROTOCOL 10). */
    REFUSES,
    /** It takes the file's place, as a rename of POSIX does. */
    REPLACES
}
