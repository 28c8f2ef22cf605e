package io.tidemark.mapreduce.jars;

import io.tidemark.batch.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What tasks have on their class path, for Hadoop's distributed cache to bring there: the jars of this process but those
 * that no task needs, and the model's. Each is in the storage once, under a name that says what is in it, for as long as
 * jobs need it: see {@link JarsInUse}. Safe for use by many threads.
 */
public final class JobJars {
    static final String DIRECTORY = "control/jars";
    /** A cluster has a Hadoop of its own; tasks read no log, serve nobody and store nothing. */
    private static final Pattern UNNEEDED = Pattern.compile(
            "(hadoop-client|rocksdbjni|jetty-|kafka|scala-|logback-|picocli|micrometer|prometheus|netty|launcher"
                    + "|speed-layer|serving-layer|http-listener|nimbus|bcrypt|slf4j-|cron-utils|duckdb|junit|surefire).*");

    private static final int NAME_DIGITS = 16;

    private final Storage storage;
    private final List<Path> own;
    private final JarsInUse inUse;
    /** By their names in the storage; empty until they were looked at. They never change while this process lives. */
    private Map<String, Path> named = Map.of();

    JobJars(Storage storage, List<Path> own, JarsInUse inUse) {
        this.storage = storage;
        this.own = List.copyOf(own);
        this.inUse = inUse;
    }

    /** Those of this process, with the model's. */
    public static JobJars of(Storage storage, List<Path> modelJars) {
        return new JobJars(storage, needed(modelJars), new JarsInUse(storage, Clock.systemUTC()));
    }

    private static List<Path> needed(List<Path> modelJars) {
        Stream<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> Files.isDirectory(path) || path.toString().endsWith(".jar"))
                .filter(path -> !UNNEEDED.matcher(path.getFileName().toString()).matches());
        return Stream.concat(modelJars.stream(), classPath)
                .filter(Files::exists)
                .distinct()
                .toList();
    }

    /** Where they are, for a job that begins now. */
    public synchronized List<org.apache.hadoop.fs.Path> published() {
        try {
            if (named.isEmpty()) {
                Map<String, Path> names = new LinkedHashMap<>();
                for (Path jar : own) {
                    names.put(name(jar, content(jar)), jar);
                }
                named = names;
            }
            // Said before it is looked whether they are there: then nobody takes them for old.
            inUse.say(named.keySet());
            Set<String> there = Set.copyOf(storage.list(DIRECTORY));
            for (Map.Entry<String, Path> jar : named.entrySet()) {
                if (!there.contains(path(jar.getKey()))) {
                    storage.createIfAbsent(path(jar.getKey()), content(jar.getValue()));
                }
            }
            return named.keySet().stream()
                    .map(name -> new org.apache.hadoop.fs.Path(storage.root().toString(), path(name)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(String name) {
        return DIRECTORY + "/" + name;
    }

    private static String name(Path jar, byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            String name =
                    Files.isDirectory(jar) ? "classes.jar" : jar.getFileName().toString();
            return HexFormat.of().formatHex(digest).substring(0, NAME_DIGITS) + "-" + name;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    private static byte[] content(Path jar) throws IOException {
        return Files.isDirectory(jar) ? packed(jar) : Files.readAllBytes(jar);
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
