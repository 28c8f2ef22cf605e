package io.tidemark.launcher.config;

import static io.tidemark.launcher.config.ValueType.DURATION;
import static io.tidemark.launcher.config.ValueType.SIZE;

import java.time.Duration;
import java.util.Optional;

/** Every key about what becomes of the archive once it is written. */
public final class ArchiveKeys {
    public static final Key<Optional<Duration>> KEEP = Key.optional(
            "archive.keep",
            DURATION,
            "How long files of the archive are kept that every view has gone past, by the log clock at their end. What has gone"
                    + " is in no recompute and in no view of a new definition. None: for ever.");
    public static final Key<Optional<Long>> COMPACT_SIZE = Key.optional(
            "archive.compact.size",
            SIZE,
            "About how large a file becomes into which small files of the archive are joined, 8 at least and what a week holds"
                    + " at most: `128MiB`. Only files that runs have gone past, and lists name, are joined. Which files count"
                    + " is then no longer seen from the directory. None: files stay as they were written.");
    public static final Key<Duration> COMPACT_TIME = Key.of(
            "archive.compact.time",
            DURATION,
            "5m",
            "For how long small files are joined at most after a run; a run that is due begins all the same.");

    private ArchiveKeys() {}
}
