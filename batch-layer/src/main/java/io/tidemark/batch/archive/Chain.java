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
 * The files of one partition as far as they are known: a chain begins where the partition did (PROTOCOL 26), and
 * grows at its end, as long as nobody takes files away. Safe for use by many threads.
 */
final class Chain {
    private final Storage storage;
    private final ChainPaths paths;
    private final long first;
    private final List<Link> links = new ArrayList<>();
    /** When the file of each link was written. */
    private final List<Instant> modified = new ArrayList<>();

    /**
     * @param paths where it lies: whose log's it is, its files say
     * @param first where the partition began: the name of the first file
     */
    Chain(Storage storage, ChainPaths paths, long first) {
        this.storage = storage;
        this.paths = paths;
        this.first = first;
    }

    /** All links there are by now. */
    synchronized List<Link> links() {
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
        PartitionId before = links.isEmpty() ? partition : links.get(0).file().partition();
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
