package io.tidemark.serving.http.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file of lines that is begun anew at 16 MiB: {@code audit.log}, before it {@code audit.1.log}, before that
 * {@code audit.2.log}. It is opened for each piece, so that whoever moves it away takes no line along that comes later. Owned
 * by one thread.
 */
final class RolledFile {
    private static final long FULL = 16L << 20;

    private final Path directory;
    private final String name;
    private final int kept;
    private final Lasting lasting;
    /** Whether it may end within a line: the process before may have been killed, or found no room. */
    private boolean isTorn = true;

    /** What a line outlasts once it is kept. */
    private enum Lasting {
        /** The machine's own end. */
        ON_DISK,
        /** The process's end. */
        IN_FILE
    }

    private RolledFile(Path directory, String name, int kept, Lasting lasting) {
        this.directory = directory;
        this.name = name;
        this.kept = kept;
        this.lasting = lasting;
    }

    /** One whose lines last whatever ends. */
    static RolledFile lasting(Path directory, String name, int kept) {
        return new RolledFile(directory, name, kept, Lasting.ON_DISK);
    }

    /** One whose lines may be lost with the machine. */
    static RolledFile passing(Path directory, String name, int kept) {
        return new RolledFile(directory, name, kept, Lasting.IN_FILE);
    }

    Path path() {
        return directory.resolve(name + ".log");
    }

    /** Adds lines. What it throws leaves those that are still to be added: they go on where the others end. */
    void append(ByteBuffer lines) throws IOException {
        if (isTorn) {
            endLine();
            isTorn = false;
        }
        if (lines.position() == 0 && Files.exists(path()) && Files.size(path()) >= FULL) {
            roll();
        }
        try (FileChannel file = appending()) {
            while (lines.hasRemaining()) {
                file.write(lines);
            }
        }
    }

    /** Sees that what was added lasts. */
    void keep() throws IOException {
        if (lasting == Lasting.ON_DISK) {
            try (FileChannel file = appending()) {
                file.force(true);
            }
        }
    }

    private FileChannel appending() throws IOException {
        return FileChannel.open(path(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void endLine() throws IOException {
        long size = Files.exists(path()) ? Files.size(path()) : 0;
        if (size == 0) {
            return;
        }
        ByteBuffer last = ByteBuffer.allocate(1);
        try (FileChannel file = FileChannel.open(path(), StandardOpenOption.READ)) {
            file.read(last, size - 1);
        }
        if (last.get(0) != '\n') {
            try (FileChannel file = appending()) {
                file.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    /** The oldest is written over. */
    private void roll() throws IOException {
        for (int number = kept - 1; number >= 1; number--) {
            if (Files.exists(numbered(number))) {
                move(numbered(number), numbered(number + 1));
            }
        }
        move(path(), numbered(1));
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path numbered(int number) {
        return directory.resolve(name + "." + number + ".log");
    }
}
