package io.tidemark.launcher.node;

import com.github.luben.zstd.util.Native;
import com.sun.management.UnixOperatingSystemMXBean;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import io.tidemark.launcher.config.ConfigException;
import java.lang.management.ManagementFactory;
import java.util.List;

/** What the machine lets a process do, said at the start, and not first by what fails later. */
public final class ProcessCheck {
    /** A node with all roles and a few partitions has some two hundred. */
    private static final long FEW_FILES = 1024;
    /** With fewer its API does not answer, since there is no connection left to take. */
    private static final long LEAST_FILES = 256;

    private ProcessCheck() {}

    /**
     * What a node may come to want for.
     *
     * @throws ConfigException if it is so little that no node can do with it
     */
    public static List<Fault> warnings() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? ofOpenFiles(unix.getMaxFileDescriptorCount())
                : List.of();
    }

    /** @throws ConfigException if there are too few for any node */
    static List<Fault> ofOpenFiles(long most) {
        if (most >= FEW_FILES) {
            return List.of();
        }
        boolean isTooFew = most < LEAST_FILES;
        Fault fault = new Fault(
                "TM-CFG-015",
                "this process",
                "may have " + most + " files and connections open, "
                        + (isTooFew
                                ? "and no node can do with fewer than " + LEAST_FILES
                                : "and stands still when there are no more"),
                "let it have " + 4 * FEW_FILES + ", by `ulimit -n` or LimitNOFILE of systemd");
        if (isTooFew) {
            throw new ConfigException(List.of(fault));
        }
        return List.of(fault);
    }

    /**
     * Loads the library that archive and views are compressed by. Java unpacks it, and others, into a directory.
     *
     * @throws ConfigException if it cannot be loaded from there: neither later, unless the process is started anew
     */
    public static void requireLibraries() {
        try {
            Native.load();
        } catch (LinkageError refused) {
            throw cannotLoad(refused);
        }
    }

    static ConfigException cannotLoad(LinkageError refused) {
        String why = Reason.of(refused).lines().findFirst().orElse("");
        return new ConfigException(
                "TM-CFG-016",
                "temporary directory " + System.getProperty("java.io.tmpdir"),
                "no library can be unpacked there and run: " + why,
                "see that it has room and programs may run there, or name another by"
                        + " TIDEMARK_OPTS=-Djava.io.tmpdir=DIRECTORY");
    }
}
