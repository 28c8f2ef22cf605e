package io.tidemark.serving.index.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.manifest.ViewFile;
import io.tidemark.serving.index.FileName;
import io.tidemark.serving.index.level.JoinedName;
import io.tidemark.time.TimeRange;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was joined is there exactly as long as all that it was joined of. */
final class FileRegistryTest {
    private static final String FINGERPRINT = "definition";
    private static final ViewFile DAY = joined(1, 2);
    private static final ViewFile MONTH = joined(4, 3);

    @TempDir
    Path directory;

    private static ViewFile file(String path) {
        return new ViewFile(path, new TimeRange(0, 10), 1, 1);
    }

    private static ViewFile joined(long... parts) {
        return file(
                JoinedName.of(new TimeRange(0, 10), Arrays.stream(parts).boxed().toList()));
    }

    private RocksStore opened() throws Exception {
        return RocksStore.open(directory, 1 << 20);
    }

    private static Set<String> paths(FileRegistry registry) {
        return registry.files().keySet().stream().map(FileName::path).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void addAll(FileRegistry registry) throws Exception {
        long id = 1;
        for (ViewFile file : List.of(file("a"), file("b"), file("c"), DAY, MONTH)) {
            assertTrue(registry.add(FINGERPRINT, file, id++).isPresent());
        }
    }

    @Test
    void whatWasJoinedGoesInOneStepWithTheFirstOfItsParts() throws Exception {
        try (RocksStore store = opened()) {
            addAll(store.registry());
            assertEquals(List.of(1L, 4L, 5L), store.registry().remove(new FileName(FINGERPRINT, "a")));
            assertEquals(Set.of("b", "c"), paths(store.registry()));
            assertEquals(List.of(3L), store.registry().remove(new FileName(FINGERPRINT, "c")));
        }
        try (RocksStore again = opened()) {
            assertEquals(Set.of("b"), paths(again.registry()));
        }
    }

    @Test
    void itIsKnownAfterARestartWhatItWasJoinedOf() throws Exception {
        try (RocksStore store = opened()) {
            addAll(store.registry());
        }
        try (RocksStore again = opened()) {
            assertEquals(List.of(3L, 5L), again.registry().remove(new FileName(FINGERPRINT, "c")));
            assertEquals(new TreeSet<>(List.of("a", "b", DAY.path())), paths(again.registry()));
        }
    }

    @Test
    void whatLostAPartWhileItWasJoinedIsNotTakenIn() throws Exception {
        try (RocksStore store = opened()) {
            addAll(store.registry());
            store.registry().remove(new FileName(FINGERPRINT, "b"));
            assertTrue(store.registry().add(FINGERPRINT, DAY, 6).isEmpty());
            assertEquals(Set.of("a", "c"), paths(store.registry()));
        }
    }
}
