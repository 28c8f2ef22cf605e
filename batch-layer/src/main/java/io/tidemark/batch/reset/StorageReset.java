package io.tidemark.batch.reset;

import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.FileBeginnings;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes topics and aggregations out of a root. Of a topic: its archive, its quarantine, its tombstones and where it began. Of an
 * aggregation: its entry in the manifest and its view files. No node may be at work on the root meanwhile.
 *
 * <pre>{@code
 * StorageReset reset = new StorageReset(storage, manifests, topics, aggregations);
 * reset.parts().forEach(System.out::println);
 * reset.moveAside("reset/20261126T190000Z");
 * }</pre>
 */
public final class StorageReset {
    private final Storage storage;
    private final ManifestStore manifests;
    private final Set<String> topics;
    private final Set<String> aggregations;

    /**
     * A part of the root that goes.
     *
     * @param path from the root
     * @param files how many files are in it
     */
    public record Part(String path, int files) {}

    public StorageReset(Storage storage, ManifestStore manifests, Set<String> topics, Set<String> aggregations) {
        this.storage = storage;
        this.manifests = manifests;
        this.topics = new TreeSet<>(topics);
        this.aggregations = new TreeSet<>(aggregations);
    }

    /** The aggregations among those asked for that the newest manifest has an entry of. */
    public Set<String> entries() {
        Set<String> entries = new TreeSet<>();
        manifests.newest().views().keySet().forEach(view -> entries.add(view.name()));
        entries.retainAll(aggregations);
        return entries;
    }

    /** What is there of it, and would go. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (String path : paths()) {
            int files = files(path).size();
            if (files > 0) {
                parts.add(new Part(path, files));
            }
        }
        return parts;
    }

    /** Moves all of it below a directory of the same root, under the paths that it had. Returns how many files moved. */
    public int moveAside(String directory) {
        // The manifest first: what it no longer names is read by nobody. Where the log began comes last: as long as it
        // is
        // there, a reset that was cut short is a stop as before, and is finished by the next.
        manifests.forget(aggregations, topics);
        int moved = 0;
        for (String path : paths()) {
            for (String file : files(path)) {
                if (!storage.move(file, directory + "/" + file)) {
                    throw new IllegalStateException(directory + "/" + file + " is taken; name another directory");
                }
                moved++;
            }
        }
        return moved;
    }

    /** Deletes all of it. Returns how many files were deleted. */
    public int delete() {
        manifests.forget(aggregations, topics);
        int deleted = 0;
        for (String path : paths()) {
            for (String file : files(path)) {
                storage.delete(file);
                deleted++;
            }
        }
        return deleted;
    }

    private List<String> paths() {
        List<String> paths = new ArrayList<>();
        aggregations.forEach(aggregation -> paths.add("views/" + aggregation));
        aggregations.forEach(aggregation -> paths.add("operators/" + aggregation));
        for (String topic : topics) {
            paths.add("quarantine/" + topic);
            paths.add("tombstones/" + topic);
            paths.add("archive/" + topic);
            paths.add(ArchivePaths.compacted(topic));
            paths.add("logs/" + topic);
        }
        paths.addAll(beginnings());
        // Last: who comes next has the root, once it has no topic any more.
        if (beginnings().containsAll(storage.list("since"))) {
            paths.add(FileBeginnings.INSTALLATION);
        }
        return paths;
    }

    /** Files, where all else is directories, whatever a topic is called. */
    private List<String> beginnings() {
        return topics.stream().map(topic -> "since/" + topic + ".json").toList();
    }

    /** A file itself, or all files below a directory. */
    private List<String> files(String path) {
        if (path.equals(FileBeginnings.INSTALLATION) || beginnings().contains(path)) {
            return storage.exists(path) ? List.of(path) : List.of();
        }
        List<String> files = new ArrayList<>(storage.list(path));
        storage.directories(path).forEach(directory -> files.addAll(files(directory)));
        return files;
    }
}
