package io.tidemark.launcher.doctor;

import io.tidemark.batch.storage.Storage;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the archive, the views and the manifests are kept: whether it can be written, has room, and makes a file visible
 * only if no other took the name.
 */
final class StorageExamination implements Examination {
    private final URI root;
    private final String place;

    StorageExamination(URI root) {
        this.root = root;
        this.place = "storage.root " + root;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (root.getScheme() == null || root.getScheme().equals("file")) {
            examineLocal(Path.of(root.getPath()), findings);
        } else {
            examineThroughStorage(findings);
        }
        return findings;
    }

    private void examineLocal(Path directory, List<Finding> findings) {
        Path near = DiskSpace.existing(directory);
        try {
            Path trial = Files.createTempFile(near, "doctor", null);
            try {
                Files.write(trial, new byte[] {1});
                findings.add(Finding.ok(place, "can be written"));
                findings.add(links(trial));
                findings.add(DiskSpace.finding(place, near));
            } finally {
                Files.delete(trial);
            }
            devices(directory, findings);
        } catch (IOException e) {
            findings.add(cannotBeWritten(e));
        }
    }

    /** A file is made visible by a link, which unlike a rename refuses a name that is taken. */
    private Finding links(Path trial) throws IOException {
        Path link = trial.resolveSibling(trial.getFileName() + ".link");
        try {
            Files.createLink(link, trial);
            return Finding.ok(place, "has hard links");
        } catch (IOException | UnsupportedOperationException none) {
            return Finding.fault(new Fault(
                    "TM-DOC-018",
                    place,
                    "makes no hard links, by which files are published: " + Reason.of(none),
                    "put it on another (ext4, xfs, btrfs, apfs, HDFS)"));
        } finally {
            Files.deleteIfExists(link);
        }
    }

    /** A file moves from {@code tmp} to its place in one step only within one file system. */
    private void devices(Path directory, List<Finding> findings) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        FileStore own = Files.getFileStore(directory);
        try (var inside = Files.list(directory)) {
            for (Path child : inside.filter(Files::isDirectory).toList()) {
                if (!Files.getFileStore(child).equals(own)) {
                    findings.add(Finding.fault(new Fault(
                            "TM-DOC-019",
                            place,
                            child.getFileName() + " lies on another file system than the root",
                            "keep all of it on one: files are moved within it in one step")));
                }
            }
        }
    }

    private void examineThroughStorage(List<Finding> findings) {
        try {
            Storage storage = Storage.at(root, new Configuration());
            String trial = "tmp/doctor-" + storage.writer() + "-0";
            boolean first = storage.createIfAbsent(trial, new byte[] {1});
            boolean second = storage.createIfAbsent(trial, new byte[] {2});
            storage.delete(trial);
            findings.add(
                    first && !second
                            ? Finding.ok(place, "can be written, and refuses a name that is taken")
                            : Finding.fault(new Fault(
                                    "TM-DOC-018",
                                    place,
                                    "does not refuse a name that is taken, by which files are published",
                                    "use HDFS, S3 or a local disk")));
        } catch (RuntimeException | LinkageError e) {
            findings.add(cannotBeWritten(e));
        }
    }

    private Finding cannotBeWritten(Throwable cause) {
        return Finding.fault(new Fault(
                "TM-DOC-016",
                place,
                "cannot be written: " + Reason.of(cause),
                "name one that can be, or grant the right to it"));
    }
}
