package io.tidemark.batch.archive;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.FaultException;
import io.tidemark.tidemark.PartitionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of one partition behind those that lists name, as far as they are known: they begin where the partition did
 * (PROTOCOL 26) or the lists end, and there are more and more, as long as nobody takes files away. Safe for use by many threads.
 */
final class Chain {
    private final Storage storage;
    private final ChainPaths paths;
    private long first;
    private Optional<PartitionId> listed = Optional.empty();
    private final List<Link> links = new ArrayList<>();
    /** When the file of each link was written. */
    private final List<Instant> modified = new ArrayList<>();

    /** @param paths where it lies: whose log's it is, its files say */
    Chain(Storage storage, ChainPaths paths) {
        this.storage = storage;
        this.paths = paths;
    }

    /**
     * All links there are by now.
     *
     * @param start where they begin: the name of the first file
     * @param before whose files the lists name before it, if they do
     */
    synchronized List<Link> links(long start, Optional<PartitionId> before) {
        begin(start);
        listed = before;
        while (!links.isEmpty() && !isEndThere()) {
            links.remove(links.size() - 1);
            modified.remove(modified.size() - 1);
        }
        Optional<Link> next = next();
        while (next.isPresent()) {
            links.add(next.get());
            next = next();
        }
        return List.copyOf(links);
    }

    /** What is listed by now is let go of. */
    private void begin(long start) {
        if (start == first) {
            return;
        }
        int kept = 0;
        while (kept < links.size() && links.get(kept).file().offsets().first() < start) {
            kept++;
        }
        boolean goesOn = kept < links.size() ? links.get(kept).file().offsets().first() == start : end() == start;
        // Where it does not, these are other lists, or other files.
        int gone = goesOn && start > first ? kept : links.size();
        links.subList(0, gone).clear();
        modified.subList(0, gone).clear();
        first = start;
    }

    /** Whether the last file is the one that was seen: it may be gone, or another disk may be mounted here. */
    private boolean isEndThere() {
        Instant seen = modified.get(modified.size() - 1);
        return storage.modified(links.get(links.size() - 1).file().path())
                .filter(seen::equals)
                .isPresent();
    }

    /** Where the next file begins. */
    private long end() {
        return links.isEmpty()
                ? first
                : links.get(links.size() - 1).file().offsets().end();
    }

    private void requireSameLog(String path, PartitionId partition) {
        PartitionId before =
                links.isEmpty() ? listed.orElse(partition) : links.get(0).file().partition();
        if (!paths.isOf(partition) || !before.equals(partition)) {
            throw new IllegalArgumentException("its footer says partition " + partition + " of the log with "
                    + partition.log().describe());
        }
    }

    private Optional<Link> next() {
        String path = paths.file(end());
        Optional<Instant> written = storage.modified(path);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        try {
            Link found = Link.read(storage, path);
            Link link = links.isEmpty() ? found : found.sharing(links.get(links.size() - 1));
            if (link.file().offsets().first() != end() || link.file().offsets().isEmpty()) {
                throw new IllegalArgumentException(
                        "its footer says " + link.file().offsets());
            }
            requireSameLog(path, link.file().partition());
            modified.add(written.get());
            return Optional.of(link);
        } catch (FaultException named) {
            throw named;
        } catch (RuntimeException e) {
            throw StorageException.reading(path, e);
        }
    }
}
