package io.tidemark.iceberg;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of manifests that are kept no more: their files are gone, or will be. The table forgets them, with what Iceberg itself
 * has written of them, and touches no file of the storage. Its own way to expire snapshots is closed to everybody, by the
 * property {@code gc.enabled}.
 */
final class FormerSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(FormerSnapshots.class);
    /** That of those which stay, each of which is read for it, so many at least are forgotten at once: one in ten. */
    private static final int STAY = 10;

    private FormerSnapshots() {}

    /** @param kept the manifests that are there */
    static void forget(Table table, Collection<Long> kept) {
        TableOperations operations = ((HasTableOperations) table).operations();
        TableMetadata metadata = operations.current();
        Set<Long> named =
                metadata.refs().values().stream().map(SnapshotRef::snapshotId).collect(Collectors.toSet());
        long lowest = kept.stream().mapToLong(Long::longValue).min().orElse(0);
        // The last one before the lowest that is kept shows that as well, if nothing changed between them.
        OptionalLong floor = marks(metadata.snapshots())
                .filter(manifest -> manifest <= lowest)
                .max();
        List<Snapshot> former = metadata.snapshots().stream()
                .filter(snapshot -> !named.contains(snapshot.snapshotId()))
                .filter(snapshot -> Mark.of(snapshot)
                        .filter(mark -> floor.isPresent() && mark.manifest() < floor.getAsLong())
                        .isPresent())
                .toList();
        if (former.isEmpty() || former.size() * STAY < metadata.snapshots().size()) {
            return;
        }
        Set<String> unused = new HashSet<>();
        former.forEach(snapshot -> unused.addAll(own(table, snapshot)));
        metadata.snapshots().stream()
                .filter(snapshot -> !former.contains(snapshot))
                .forEach(snapshot -> unused.removeAll(own(table, snapshot)));
        operations.commit(
                metadata,
                TableMetadata.buildFrom(metadata)
                        .removeSnapshots(
                                former.stream().map(Snapshot::snapshotId).toList())
                        .build());
        unused.forEach(path -> delete(table, path));
    }

    private static java.util.stream.LongStream marks(List<Snapshot> snapshots) {
        return snapshots.stream()
                .flatMap(snapshot -> Mark.of(snapshot).stream())
                .mapToLong(Mark::manifest);
    }

    /** What Iceberg has written of a snapshot. */
    private static Set<String> own(Table table, Snapshot snapshot) {
        Set<String> own = snapshot.allManifests(table.io()).stream()
                .map(ManifestFile::path)
                .collect(Collectors.toSet());
        own.add(snapshot.manifestListLocation());
        return own;
    }

    private static void delete(Table table, String path) {
        try {
            table.io().deleteFile(path);
        } catch (RuntimeException left) {
            LOG.debug("a file of Iceberg's own is left behind path={}", path, left);
        }
    }
}
