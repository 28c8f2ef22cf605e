package io.tidemark.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A directory, or a file, with all that is in it. Links are deleted and not followed. */
public final class DirectoryTree {
    /** How long a tree is gone through again while somebody goes on writing into it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private DirectoryTree() {}

    /**
     * Deletes it, if it is there, also what somebody else adds or deletes meanwhile. Returns how many files it had.
     *
     * @throws DirectoryNotEmptyException if somebody goes on adding to it for ten seconds
     */
    public static int delete(Path root) throws IOException {
        Deletion deletion = new Deletion();
        long start = System.nanoTime();
        while (true) {
            try {
                Files.walkFileTree(root, deletion);
                return deletion.files;
            } catch (DirectoryNotEmptyException e) {
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw e;
                }
            }
        }
    }

    public static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Of each directory what is inside first. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        private int files;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (Files.deleteIfExists(file) && attributes.isRegularFile()) {
                files++;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            if (failure != null && !(failure instanceof NoSuchFileException)) {
                throw failure;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
