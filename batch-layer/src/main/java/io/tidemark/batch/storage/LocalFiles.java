package io.tidemark.batch.storage;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local disk. Leaves the permissions of new files to the process's umask: without its native code, which is not there
 * as a rule, Hadoop would start a {@code chmod} process for every file and directory that it makes.
 */
final class LocalFiles extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) {
        // Not ours to set.
    }
}
