package io.tidemark.batch.storage;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;

/** A local directory that tells what was asked of it: each of these is a request to a store. */
public final class CountingFileSystem extends FilterFileSystem {
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private final List<String> listed = new CopyOnWriteArrayList<>();

    public CountingFileSystem() throws IOException {
        super(new LocalFiles());
        fs.initialize(URI.create("file:///"), new Configuration(false));
    }

    /** The files that were opened. */
    public List<String> opened() {
        return opened;
    }

    /** What was told of files of directories that were listed. */
    public List<String> listed() {
        return listed;
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        opened.add(path.toUri().getPath());
        return super.open(path, bufferSize);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        FileStatus[] found = super.listStatus(path);
        for (FileStatus each : found) {
            if (each.isFile()) {
                listed.add(each.getPath().toUri().getPath());
            }
        }
        return found;
    }
}
