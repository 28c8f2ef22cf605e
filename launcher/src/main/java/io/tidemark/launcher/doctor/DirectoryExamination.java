package io.tidemark.launcher.doctor;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.launcher.config.Key;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** A directory of the process's own: whether it can be written, has room, and whether a node is at work in it. */
final class DirectoryExamination implements Examination {
    private final Path directory;
    private final String place;

    /** @param key which of the configuration names it */
    DirectoryExamination(Key<?> key, Path directory) {
        this.directory = directory;
        this.place = key.name() + " " + directory;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Path near = DiskSpace.existing(directory);
        try {
            Path trial = Files.createTempFile(near, "doctor", null);
            try {
                Files.write(trial, new byte[] {1});
            } finally {
                Files.delete(trial);
            }
            findings.add(Finding.ok(
                    place, isHeld(directory) ? "can be written; a node is at work in it" : "can be written"));
            findings.add(DiskSpace.finding(place, near));
        } catch (IOException e) {
            findings.add(Finding.fault(new Fault(
                    "TM-DOC-016",
                    place,
                    "cannot be written: " + Reason.of(e),
                    "name one that can be, or grant the right to it")));
        }
        return findings;
    }

    /** Whether a process holds this directory now. */
    static boolean isHeld(Path directory) {
        Path lock = directory.resolve("LOCK");
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held == null;
        } catch (OverlappingFileLockException here) {
            return true;
        } catch (IOException unknown) {
            return false;
        }
    }
}
