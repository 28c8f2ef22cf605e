package io.tidemark.batch.storage;

import io.tidemark.batch.storage.naming.Outcome;
import io.tidemark.fault.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Whether a storage can do what the layer is built on: a file appears whole, and only if there is none of its name. */
final class Fitness {
    private static final String HDFS = "hdfs";
    private static final Set<String> OBJECT_STORES =
            Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs", "swift");

    private Fitness() {}

    /**
     * @throws UnfitStorageException if it never can
     * @throws StorageException if that cannot be tried at present
     */
    static void require(FileStorage storage) {
        String root = storage.root().toString();
        String scheme = storage.root().getScheme();
        if (scheme != null && OBJECT_STORES.contains(scheme) && !storage.isConditional()) {
            throw new UnfitStorageException(
                    root,
                    "is an object store that is not known to create an object only if there is none of its key, and its"
                            + " rename is not one step",
                    null);
        }
        if (HDFS.equals(scheme)) {
            return;
        }
        String path = storage.temporary("fit");
        try {
            Outcome first = storage.create(path, new byte[] {1});
            Outcome second = storage.create(path, new byte[] {2});
            if (first == Outcome.UNKNOWN || second == Outcome.UNKNOWN) {
                throw StorageException.unknown(path);
            }
            if (first == Outcome.PUBLISHED && (second == Outcome.PUBLISHED || storage.read(path)[0] != 1)) {
                throw new UnfitStorageException(root, "puts a file in the place of one that is there", null);
            }
            if (storage.isLocal()) {
                requireOneFileSystem(storage);
            }
        } catch (StorageException e) {
            if (e.passesByItself() && LocalDisk.isWithoutLinks(e.getCause())) {
                throw new UnfitStorageException(
                        root, "makes no hard links (" + e.getCause().getMessage() + ")", e);
            }
            throw e;
        } finally {
            storage.forget(path);
        }
    }

    private static void requireOneFileSystem(FileStorage storage) {
        String root = storage.root().toString();
        try {
            Optional<Path> other = LocalDisk.onOther(Path.of(storage.root().getPath()));
            if (other.isPresent()) {
                throw UnfitStorageException.onSeveralFileSystems(
                        root, other.get().getFileName().toString());
            }
        } catch (IOException e) {
            throw new StorageException(root, "cannot look through it: " + Reason.of(e), e);
        }
    }
}
