package io.tidemark.batch.storage;

import java.io.IOException;
import java.time.Instant;
import java.util.ServiceLoader;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What an object store holds of files that a process was sending when it was killed: parts that nobody sees, and that cost
 * money. Each kind of store tells of them in its own way, so a module that knows one provides this as a service.
 */
public interface AbandonedUploads {
    /** Whether this knows how to ask a file system. */
    boolean areOf(FileSystem fileSystem);

    /** Ends uploads below a root that were begun before a time. Returns how many. */
    int end(FileSystem fileSystem, Path root, Instant before) throws IOException;

    /** The same by whoever knows the file system; 0 if nobody does. */
    static int endAll(FileSystem fileSystem, Path root, Instant before) throws IOException {
        int ended = 0;
        for (AbandonedUploads each : ServiceLoader.load(AbandonedUploads.class)) {
            if (each.areOf(fileSystem)) {
                ended += each.end(fileSystem, root, before);
            }
        }
        return ended;
    }
}
