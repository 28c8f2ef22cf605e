package io.tidemark.it.machine;

import io.tidemark.it.oracle.Patience;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A file system of its own, mounted until it is closed. */
final class Mounted implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String BALLAST = "ballast";
    private static final int BLOCK = 4096;

    private final Path path;
    private final List<String[]> undo = new ArrayList<>();

    private Mounted(Path path) {
        this.path = path;
    }

    /** In memory, and soon full. */
    static Mounted tmpfs(Path path, String size) throws IOException {
        Mounted mounted = new Mounted(Files.createDirectories(path));
        Machine.run("mount", "-t", "tmpfs", "-o", "size=" + size, "tidemark", path.toString());
        return mounted;
    }

    /** As a USB stick has it: neither hard nor symbolic links, no rights. */
    static Mounted exfat(Path path, Path image, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        Mounted mounted = new Mounted(Files.createDirectories(path));
        String device =
                Machine.run("losetup", "--find", "--show", image.toString()).strip();
        mounted.undo.add(new String[] {"losetup", "--detach", device});
        Machine.run("mkfs.exfat", device);
        Machine.run("mount.exfat-fuse", device, path.toString());
        return mounted;
    }

    Path path() {
        return path;
    }

    /** Writes until not a block is free. */
    void fill() throws IOException {
        byte[] block = new byte[BLOCK];
        try (var out = Files.newOutputStream(path.resolve(BALLAST))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (Files.getFileStore(path).getUsableSpace() > BLOCK) {
                throw full;
            }
        }
    }

    void free() throws IOException {
        Files.delete(path.resolve(BALLAST));
    }

    /** From now on nothing can be written. The kernel refuses while a file is open for writing, so it is asked again. */
    void makeReadOnly() {
        Patience.until(
                PATIENCE,
                () -> "files are always open for writing below " + path,
                () -> Machine.succeeds("mount", "-o", "remount,ro", path.toString()));
    }

    void makeWritable() {
        Machine.run("mount", "-o", "remount,rw", path.toString());
    }

    @Override
    public void close() {
        Machine.run("umount", "--lazy", path.toString());
        undo.forEach(Machine::run);
    }
}
