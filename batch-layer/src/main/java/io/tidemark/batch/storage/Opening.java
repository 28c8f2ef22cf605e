package io.tidemark.batch.storage;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** How a root is opened by its URI. */
final class Opening {
    private static final String S3 = "s3a";

    private Opening() {}

    static Storage at(URI root, Configuration configuration) {
        try {
            if (root.getScheme() == null || root.getScheme().equals("file")) {
                LocalDisk.requireDirectory(root);
                return Storage.on(localFileSystem(configuration), new Path(root.getPath()));
            }
            Configuration settings = S3.equals(root.getScheme()) ? S3Settings.of(configuration) : configuration;
            return Storage.on(FileSystem.get(root, settings), new Path(root));
        } catch (UnsupportedFileSystemException unknown) {
            throw new UnfitStorageException(root.toString(), "is on no file system that is known here", unknown);
        } catch (IOException | FSError e) {
            throw StorageException.cannotOpen(root.toString(), e);
        } catch (RuntimeException | LinkageError e) {
            if (isOfMissingClass(e)) {
                throw UnfitStorageException.withoutLibraries(root.toString(), e);
            }
            throw e;
        }
    }

    private static boolean isOfMissingClass(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof ClassNotFoundException || each instanceof NoClassDefFoundError) {
                return true;
            }
        }
        return false;
    }

    // Without checksum files: Parquet has its own, and a pair of files cannot be made visible in one step.
    private static FileSystem localFileSystem(Configuration configuration) throws IOException {
        LocalFiles raw = new LocalFiles();
        raw.initialize(URI.create("file:///"), configuration);
        return raw;
    }
}
