package io.tidemark.launcher.reset;

import io.tidemark.disk.DirectoryTree;
import io.tidemark.fault.Reason;
import io.tidemark.launcher.node.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What a process keeps for itself: the realtime state and the index of the views, and which storage it has worked with.
 * They are functions of the log and the views, so all of it goes, whatever topic it is of.
 */
final class LocalReset {
    private static final List<String> KEPT = List.of("speed", "index", "spill", DataDirectory.STORAGE);

    private final Path directory;

    LocalReset(Path directory) {
        this.directory = directory;
    }

    List<String> parts() {
        return there().stream().map(Path::toString).toList();
    }

    /** Returns how many files moved. */
    int moveAside(String to) {
        int moved = 0;
        try {
            for (Path path : there()) {
                moved += DirectoryTree.files(path).size();
                Path target = directory.resolve(to).resolve(path.getFileName());
                Files.createDirectories(target.getParent());
                Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return moved;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Returns how many files were deleted. */
    int delete() {
        int deleted = 0;
        try {
            for (Path path : there()) {
                deleted += DirectoryTree.delete(path);
            }
            return deleted;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private List<Path> there() {
        return KEPT.stream().map(directory::resolve).filter(Files::exists).toList();
    }

    private UncheckedIOException failure(IOException e) {
        return new UncheckedIOException("data directory " + directory + " cannot be reset: " + Reason.of(e), e);
    }
}
