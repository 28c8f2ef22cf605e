package io.tidemark.batch.storage;

import io.tidemark.fault.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a storage can do what the layer is built on: a file appears whole, and only if there is none of its name. */
final class Fitness {
    private static final Logger LOG = LoggerFactory.getLogger(Fitness.class);
    private static final String HDFS = "hdfs";
    private static final Set<String> OBJECT_STORES =
            Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs", "swift");

    private Fitness() {}

    static void require(Storage storage) {
        String root = storage.root().toString();
        String scheme = storage.root().getScheme();
        if (scheme != null && OBJECT_STORES.contains(scheme)) {
            throw new UnfitStorageException(
                    root, "is an object store, which has no rename that is one step and refuses a file", null);
        }
        if (HDFS.equals(scheme)) {
            return;
        }
        String path = storage.temporary("fit");
        try {
            boolean isThere = storage.createIfAbsent(path, new byte[] {1});
            boolean isThereTwice = storage.createIfAbsent(path, new byte[] {2});
            if (isThere && (isThereTwice || storage.read(path)[0] != 1)) {
                throw new UnfitStorageException(root, "puts a file in the place of one that is there", null);
            }
            if (storage.isLocal()) {
                requireOneFileSystem(storage);
            }
        } catch (StorageException e) {
            if (!e.passesByItself()) {
                throw e;
            }
            if (LocalDisk.isWithoutLinks(e.getCause())) {
                throw new UnfitStorageException(
                        root, "makes no hard links (" + e.getCause().getMessage() + ")", e);
            }
            LOG.warn("whether the storage is fit cannot be tried at present fault={}", e.fault());
        } finally {
            storage.forget(path);
        }
    }

    private static void requireOneFileSystem(Storage storage) {
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
