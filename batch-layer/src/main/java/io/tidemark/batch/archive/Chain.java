package io.tidemark.batch.archive;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.columns.read.RowFileReader;
import io.tidemark.fault.FaultException;
import io.tidemark.tidemark.PartitionId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of one partition as far as they are known: a chain begins where the partition did (PROTOCOL 26), and
 * grows at its end, as long as nobody takes files away. Safe for use by many threads.
 */
final class Chain {
    private final Storage storage;
    private final String directory;
    private final long first;
    private final List<Link> links = new ArrayList<>();

    /**
     * @param directory as {@link ArchivePaths#chain} names it: whose log's it is, its files say
     * @param first where the partition began: the name of the first file
     */
    Chain(Storage storage, String directory, long first) {
        this.storage = storage;
        this.directory = directory;
        this.first = first;
    }

    /** All links there are by now. */
    synchronized List<Link> links() {
        // Where the end is gone, deleted or with the disk that was mounted here, the chain ends before it.
        while (!links.isEmpty()
                && !storage.exists(links.get(links.size() - 1).file().path())) {
            links.remove(links.size() - 1);
        }
        Optional<Link> next = next();
        while (next.isPresent()) {
            links.add(next.get());
            next = next();
        }
        return List.copyOf(links);
    }

    /** Where the next file begins. */
    private long end() {
        return links.isEmpty()
                ? first
                : links.get(links.size() - 1).file().offsets().end();
    }

    private void requireSameLog(String path, PartitionId partition) {
        PartitionId before = links.isEmpty() ? partition : links.get(0).file().partition();
        if (!ArchivePaths.chain(partition).equals(directory) || !before.equals(partition)) {
            throw new IllegalArgumentException("its footer says partition " + partition + " of the log with "
                    + partition.log().describe());
        }
    }

    private Optional<Link> next() {
        String path = ArchivePaths.file(directory, end());
        if (!storage.exists(path)) {
            return Optional.empty();
        }
        try {
            Link link = Link.of(path, RowFileReader.footer(storage.input(path)));
            if (link.file().offsets().first() != end() || link.file().offsets().isEmpty()) {
                throw new IllegalArgumentException(
                        "its footer says " + link.file().offsets());
            }
            requireSameLog(path, link.file().partition());
            return Optional.of(link);
        } catch (FaultException named) {
            throw named;
        } catch (IOException | RuntimeException e) {
            throw StorageException.reading(path, e);
        }
    }
}
