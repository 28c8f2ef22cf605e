package io.tidemark.it.contracts;

import java.io.IOException;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;

/** A file system that does what it is asked for, and of which answers get lost. */
final class LostAnswers extends FilterFileSystem implements StorageContract.Answers {
    private volatile Predicate<String> lost = path -> false;
    private volatile boolean silentAfterwards;
    private volatile boolean silent;

    LostAnswers(FileSystem files) {
        super(files);
    }

    @Override
    public void lose(Predicate<String> publishedAt) {
        lost = publishedAt;
    }

    @Override
    public void fallSilentAfterTheNext() {
        lost = path -> true;
        silentAfterwards = true;
    }

    @Override
    public void speakAgain() {
        silent = false;
        silentAfterwards = false;
        lost = path -> false;
    }

    private void answer() throws IOException {
        if (silent) {
            throw new IOException("Call timed out");
        }
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        answer();
        boolean renamed = fs.rename(from, to);
        if (lost.test(to.toString())) {
            silent = silentAfterwards;
            throw new IOException("Connection reset by peer");
        }
        return renamed;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        answer();
        return fs.getFileStatus(path);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        answer();
        return fs.open(path, bufferSize);
    }
}
