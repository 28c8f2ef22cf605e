package io.tidemark.storage.s3;

import io.tidemark.batch.storage.AbandonedUploads;
import java.io.IOException;
import java.time.Instant;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Multipart uploads on S3 that nobody completed. Found as a service. */
public final class S3Uploads implements AbandonedUploads {
    @Override
    public boolean areOf(FileSystem fileSystem) {
        return fileSystem instanceof S3AFileSystem;
    }

    @Override
    public int end(FileSystem fileSystem, Path root, Instant before) throws IOException {
        S3AFileSystem s3 = (S3AFileSystem) fileSystem;
        String below = s3.pathToKey(root);
        RemoteIterator<MultipartUpload> uploads = s3.listUploads(below.isEmpty() ? null : below + "/");
        int ended = 0;
        while (uploads.hasNext()) {
            MultipartUpload upload = uploads.next();
            if (upload.initiated().isBefore(before)) {
                s3.abortMultipartUpload(upload);
                ended++;
            }
        }
        return ended;
    }
}
