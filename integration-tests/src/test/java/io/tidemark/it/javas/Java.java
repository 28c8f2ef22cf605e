package io.tidemark.it.javas;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A JDK of this machine.
 *
 * @param name for people, such as {@code Temurin 25.0.3}
 */
record Java(Path home, int feature, String name) {
    private static final int OLDEST = 17;
    private static final Pattern VERSION = Pattern.compile("(\\d+)[.\\d]*");
    private static final Pattern TOOLCHAIN = Pattern.compile("<jdkHome>\\s*([^<]+?)\\s*</jdkHome>");

    /** One of each version that is not the one of this JVM, the oldest first. */
    static List<Java> further() throws IOException {
        Map<Integer, Java> found = new TreeMap<>();
        for (Path home : homes()) {
            of(home).filter(java -> java.feature >= OLDEST
                            && java.feature != Runtime.version().feature())
                    .ifPresent(java -> found.putIfAbsent(java.feature, java));
        }
        return List.copyOf(found.values());
    }

    private static List<Path> homes() throws IOException {
        List<Path> homes = new ArrayList<>();
        // JAVA_HOME_21, or JAVA_HOME_21_X64 as some build servers have it.
        System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().matches("JAVA_HOME(_.*)?"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(variable -> homes.add(Path.of(variable.getValue())));
        Path user = Path.of(System.getProperty("user.home"));
        for (Path several : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/opt/java"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                user.resolve(".sdkman/candidates/java"),
                user.resolve(".jdks"))) {
            homes.addAll(children(several));
        }
        Path toolchains = user.resolve(".m2/toolchains.xml");
        if (Files.exists(toolchains)) {
            TOOLCHAIN
                    .matcher(Files.readString(toolchains))
                    .results()
                    .forEach(toolchain -> homes.add(Path.of(toolchain.group(1))));
        }
        return homes;
    }

    private static List<Path> children(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted(Comparator.naturalOrder())
                    .flatMap(child -> Stream.of(child, child.resolve("Contents/Home")))
                    .toList();
        }
    }

    private static Optional<Java> of(Path home) {
        try {
            if (!Files.isExecutable(home.resolve("bin/java"))) {
                return Optional.empty();
            }
            Properties release = new Properties();
            release.load(new StringReader(Files.readString(home.resolve("release"))));
            String version = value(release, "JAVA_VERSION");
            Matcher feature = VERSION.matcher(version);
            return feature.matches()
                    ? Optional.of(new Java(home, Integer.parseInt(feature.group(1)), maker(release) + " " + version))
                    : Optional.empty();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private static String maker(Properties release) {
        String version = value(release, "IMPLEMENTOR_VERSION");
        return version.contains("-") ? version.substring(0, version.indexOf('-')) : value(release, "IMPLEMENTOR");
    }

    private static String value(Properties release, String key) {
        return release.getProperty(key, "").replace("\"", "");
    }
}
