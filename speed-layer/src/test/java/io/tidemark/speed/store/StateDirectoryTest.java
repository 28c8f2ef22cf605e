package io.tidemark.speed.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    private static final long CACHE = 1 << 20;

    @TempDir
    Path temporary;

    @Test
    void aFileIsNoStateDirectory() throws IOException {
        Path file = Files.createFile(temporary.resolve("state"));

        assertEquals(
                "TM-SPEED-001 state directory " + file + ": cannot be made, " + file
                        + " is a file; name another directory",
                refusal(file));
        assertTrue(refusal(file.resolve("below")).endsWith(file + " is a file; name another directory"));
    }

    @Test
    void oneThatIsInUseIsRefused() {
        try (StateStore first = RocksStateStore.lasting(temporary, CACHE)) {
            first.mend();
            assertEquals(
                    "TM-SPEED-002 state directory " + temporary
                            + ": is in use by another process; stop that one, or name another directory",
                    refusal(temporary));
        }
        RocksStateStore.lasting(temporary, CACHE).close();
    }

    @Test
    void aDamagedOneIsRefusedAndTheLockGivenBack() throws IOException {
        RocksStateStore.open(temporary, CACHE).close();
        Files.writeString(temporary.resolve("rocksdb").resolve("CURRENT"), "nonsense");

        assertTrue(refusal(temporary).endsWith("remove the directory: the state is built again from the log"));
        assertTrue(refusal(temporary).startsWith("TM-SPEED-001"), "and not in use by another process");
    }

    @Test
    void aTrialLeavesNothingBehind() throws IOException {
        StateDirectory.tryWriting(temporary, 0);

        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aDiskThatIsTooFullToGoOnSaysHowMuchIsNeeded() {
        StateStoreException fault =
                assertThrows(StateStoreException.class, () -> StateDirectory.tryWriting(temporary, Long.MAX_VALUE / 2));

        assertTrue(fault.fault().fault().endsWith("are needed to go on"));
        assertEquals("free or mend the disk", fault.fault().mend());
    }

    private static String refusal(Path directory) {
        return assertThrows(UnusableStateException.class, () -> RocksStateStore.lasting(directory, CACHE))
                .getMessage();
    }
}
