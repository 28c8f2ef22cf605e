package io.tidemark.mapreduce;

import io.tidemark.batch.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What tasks have on their class path, for Hadoop's distributed cache to bring there: the jars of this process but those
 * that no task needs, and the model's. They are put into the storage once, under a name that says what is in them. Safe for
 * use by many threads.
 */
final class JobJars {
    private static final String DIRECTORY = "control/jars/";
    /** A cluster has a Hadoop of its own; tasks read no log, serve nobody and store nothing. */
    private static final Pattern UNNEEDED = Pattern.compile(
            "(hadoop-client|rocksdbjni|jetty-|kafka|scala-|logback-|picocli|micrometer|prometheus|netty|launcher"
                    + "|speed-layer|serving-layer|http-listener|nimbus|bcrypt|slf4j-|cron-utils|duckdb|junit|surefire).*");

    private static final int NAME_DIGITS = 16;

    private final Storage storage;
    private final List<Path> modelJars;
    /** Empty until they were published. */
    private List<org.apache.hadoop.fs.Path> published = List.of();

    JobJars(Storage storage, List<Path> modelJars) {
        this.storage = storage;
        this.modelJars = List.copyOf(modelJars);
    }

    /** Where they are by now; they never change while this process lives. */
    synchronized List<org.apache.hadoop.fs.Path> published() {
        if (published.isEmpty()) {
            List<org.apache.hadoop.fs.Path> paths = new ArrayList<>();
            for (Path jar : needed()) {
                paths.add(new org.apache.hadoop.fs.Path(storage.root().toString(), publish(jar)));
            }
            published = List.copyOf(paths);
        }
        return published;
    }

    private List<Path> needed() {
        Stream<Path> own = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> Files.isDirectory(path) || path.toString().endsWith(".jar"))
                .filter(path -> !UNNEEDED.matcher(path.getFileName().toString()).matches());
        return Stream.concat(modelJars.stream(), own)
                .filter(Files::exists)
                .distinct()
                .toList();
    }

    private String publish(Path jar) {
        try {
            byte[] content = Files.isDirectory(jar) ? packed(jar) : Files.readAllBytes(jar);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            String name =
                    Files.isDirectory(jar) ? "classes.jar" : jar.getFileName().toString();
            String path = DIRECTORY + HexFormat.of().formatHex(digest).substring(0, NAME_DIGITS) + "-" + name;
            if (!storage.exists(path)) {
                storage.createIfAbsent(path, content);
            }
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    /** The same bytes of the same files. */
    private static byte[] packed(Path classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.walk(classes);
                JarOutputStream jar = new JarOutputStream(bytes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                JarEntry entry =
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/'));
                entry.setTime(0);
                jar.putNextEntry(entry);
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
