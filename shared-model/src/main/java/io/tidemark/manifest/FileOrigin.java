package io.tidemark.manifest;

/**
 * Where a file comes from.
 *
 * @param checksum of its first bytes: the name of the sum, the sum and how many bytes, such as
 *     {@code crc32c:1b2c3d4e:4711}; empty if none was made
 * @param writer the id of who wrote it; empty if it is not known
 * @param generation how many files took its place before it (PROTOCOL 31); 0 for the first
 */
public record FileOrigin(String checksum, String writer, int generation) {
    public static final FileOrigin UNKNOWN = new FileOrigin("", "", 0);

    public FileOrigin {
        if (generation < 0) {
            throw new IllegalArgumentException("generation " + generation + " is negative");
        }
    }

    /** The first file at its place. */
    public static FileOrigin of(String writer) {
        return new FileOrigin("", writer, 0);
    }
}
