package io.tidemark.it.arrows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A package that nobody can hold in mind is split, or says in its package-info why it is not. */
final class PackageSizeTest {
    private static final int MOST_FILES = 15;
    private static final String REASON = "More than fifteen files";

    /** Larger than they should be, without a reason. Shrinks only: who splits one takes it off. */
    private static final Set<String> TO_BE_SPLIT = Set.of();

    @Test
    void aPackageHasFifteenFilesOrAReason() throws IOException {
        Set<String> large = new TreeSet<>();
        for (Map.Entry<Path, Long> folder : filesInPackages().entrySet()) {
            if (folder.getValue() > MOST_FILES && !hasReason(folder.getKey())) {
                large.add(name(folder.getKey()));
            }
        }
        large.removeAll(TO_BE_SPLIT);

        assertEquals(Set.of(), large, "split these, or say in package-info: \"" + REASON + ": ...\"");
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        assertEquals(
                Set.of(),
                filesInPackages().keySet().stream()
                        .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                        .map(PackageSizeTest::name)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theListOfPackagesToBeSplitNamesPackages() throws IOException {
        Set<String> all =
                filesInPackages().keySet().stream().map(PackageSizeTest::name).collect(Collectors.toSet());

        assertTrue(
                all.containsAll(TO_BE_SPLIT),
                () -> "gone: "
                        + TO_BE_SPLIT.stream()
                                .filter(name -> !all.contains(name))
                                .toList());
    }

    private static boolean hasReason(Path folder) throws IOException {
        Path info = folder.resolve("package-info.java");
        return Files.exists(info) && Files.readString(info).contains(REASON);
    }

    private static String name(Path folder) {
        String path = folder.toString().replace('\\', '/');
        return path.substring(path.indexOf("src/main/java/") + "src/main/java/".length())
                .replace('/', '.');
    }

    /** How many files each package of each module has, its package-info left out. */
    private static Map<Path, Long> filesInPackages() throws IOException {
        Map<Path, Long> counts = new TreeMap<>();
        try (Stream<Path> modules = Files.list(Path.of("").toAbsolutePath().getParent())) {
            for (Path module : modules.toList()) {
                Path sources = module.resolve("src/main/java");
                if (Files.isDirectory(sources)) {
                    count(sources, counts);
                }
            }
        }
        return counts;
    }

    private static void count(Path sources, Map<Path, Long> counts) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .forEach(file -> counts.merge(file.getParent(), 1L, Long::sum));
        }
    }
}
