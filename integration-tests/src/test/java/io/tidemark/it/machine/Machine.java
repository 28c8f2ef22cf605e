package io.tidemark.it.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The machine's own commands, run as root, and the Debian packages that bring them. */
final class Machine {
    static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
    private static final long MINUTES = 10;
    /** Which package brings which file. */
    private static final Map<Path, String> NEEDED = Map.of(
            Path.of("/usr/sbin/mkfs.exfat"),
            "exfatprogs",
            Path.of("/usr/sbin/mount.exfat-fuse"),
            "exfat-fuse",
            Path.of("/usr/sbin/ip"),
            "iproute2",
            FAKETIME,
            "libfaketime");

    private Machine() {}

    /** Installs what is missing. What keeps the suite from running here, if anything does. */
    static Optional<String> prepare() {
        // Of several test JVMs one installs, and the others wait for it: apt-get lets in one at a time.
        Path lock = Path.of(System.getProperty("java.io.tmpdir"), "tidemark-machine.lock");
        try (FileChannel one = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            one.lock();
            return install();
        } catch (IOException e) {
            return Optional.of(lock + " cannot be locked: " + e.getMessage());
        }
    }

    private static Optional<String> install() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("it needs root");
        }
        if (!Files.exists(Path.of("/etc/debian_version")) || !"amd64".equals(System.getProperty("os.arch"))) {
            return Optional.of("it needs Debian on amd64");
        }
        List<String> missing = missing();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        List<String> install = new ArrayList<>(List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"));
        install.addAll(missing);
        attempt(List.of("apt-get", "update", "-qq"));
        String said = attempt(install);
        return missing().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        missing() + " could not be installed: " + said.strip().replace('\n', ' '));
    }

    private static List<String> missing() {
        return NEEDED.entrySet().stream()
                .filter(needed -> !Files.exists(needed.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .toList();
    }

    /** Runs a command that must succeed; what it printed. */
    static String run(String... command) {
        Outcome outcome = outcome(List.of(command));
        if (outcome.code != 0) {
            throw new IllegalStateException(List.of(command) + " ended with " + outcome.code + ": " + outcome.printed);
        }
        return outcome.printed;
    }

    /** Whether a command succeeded. */
    static boolean succeeds(String... command) {
        return outcome(List.of(command)).code == 0;
    }

    private static String attempt(List<String> command) {
        return outcome(command).printed;
    }

    private record Outcome(int code, String printed) {}

    private static Outcome outcome(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return new Outcome(-1, printed + " (it did not end)");
            }
            return new Outcome(process.exitValue(), printed);
        } catch (IOException e) {
            return new Outcome(-1, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
