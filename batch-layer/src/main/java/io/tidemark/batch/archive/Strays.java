package io.tidemark.batch.archive;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Counted;
import io.tidemark.fault.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others have put beside and into the chains: it is passed over, and is a fault of the directory where it lies for as long
 * as it is there. Safe for use by many threads.
 */
final class Strays {
    private static final Logger LOG = LoggerFactory.getLogger(Strays.class);
    private static final int NAMED = 5;

    private final Storage storage;
    private final Map<String, Set<String>> byDirectory = new ConcurrentSkipListMap<>();

    Strays(Storage storage) {
        this.storage = storage;
    }

    /** Something is passed over. */
    void found(String path) {
        String directory = path.substring(0, path.lastIndexOf('/'));
        if (byDirectory
                .computeIfAbsent(directory, d -> new ConcurrentSkipListSet<>())
                .add(path)) {
            LOG.warn("something in the archive belongs to no chain and is passed over path={}", path);
        }
    }

    /** One fault a directory, for what is still there. */
    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        byDirectory.forEach((directory, paths) -> {
            forgetWhatIsGone(directory, paths);
            if (!paths.isEmpty()) {
                faults.add(fault(directory, List.copyOf(paths)));
            }
        });
        return faults;
    }

    private void forgetWhatIsGone(String directory, Set<String> paths) {
        if (paths.isEmpty()) {
            return;
        }
        try {
            Set<String> there = new HashSet<>(storage.list(directory));
            there.addAll(storage.directories(directory));
            paths.retainAll(there);
        } catch (StorageException unknown) {
            // What cannot be looked at is told as it was last.
            LOG.debug("whether strays are still there cannot be told directory={}", directory, unknown);
        }
    }

    private static Fault fault(String directory, List<String> paths) {
        List<String> names = paths.stream()
                .limit(NAMED)
                .map(path -> path.substring(directory.length() + 1))
                .toList();
        String more = paths.size() > NAMED ? " and " + Counted.of(paths.size() - NAMED, "other") : "";
        return new Fault(
                "TM-ARC-013",
                directory,
                "has what belongs to no chain, and it is passed over: " + String.join(", ", names) + more,
                "only an archive writer may put files here: see where it comes from, and move it elsewhere");
    }
}
