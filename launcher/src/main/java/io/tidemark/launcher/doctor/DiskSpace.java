package io.tidemark.launcher.doctor;

import io.tidemark.fault.Fault;
import io.tidemark.memory.SizeText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room a local directory has. */
final class DiskSpace {
    private static final long MIB = 1L << 20;
    /** Less than what RocksDB and one file of the archive want at once. */
    private static final long TOO_LITTLE = 64 * MIB;

    private static final long LITTLE = 1024 * MIB;

    private DiskSpace() {}

    static Finding finding(String place, Path directory) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        String says = SizeText.of(free) + " are free";
        Fault fault = new Fault("TM-DOC-017", place, says, "free some, or name a directory on a larger disk");
        if (free < TOO_LITTLE) {
            return Finding.fault(fault);
        }
        return free < LITTLE ? Finding.warning(fault) : Finding.ok(place, says);
    }

    /** The directory, or the nearest one above it that is there. */
    static Path existing(Path directory) {
        Path near = directory.toAbsolutePath();
        while (!Files.exists(near)) {
            near = near.getParent();
        }
        return near;
    }
}
