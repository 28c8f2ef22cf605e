package io.tidemark.launcher.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.launcher.config.ConfigException;
import org.junit.jupiter.api.Test;

class ProcessCheckTest {
    @Test
    void fewFilesAreWarnedOf() {
        assertEquals(
                "TM-CFG-015 this process: may have 512 files and connections open, and stands still when there are no more;"
                        + " let it have 4096, by `ulimit -n` or LimitNOFILE of systemd",
                ProcessCheck.ofOpenFiles(512).get(0).toString());
        assertTrue(ProcessCheck.ofOpenFiles(1024).isEmpty());
    }

    @Test
    void tooFewFilesForAnyNodeAreRefused() {
        String said = assertThrows(ConfigException.class, () -> ProcessCheck.ofOpenFiles(128))
                .getMessage();
        assertEquals(
                "TM-CFG-015 this process: may have 128 files and connections open, and no node can do with fewer than 256;"
                        + " let it have 4096, by `ulimit -n` or LimitNOFILE of systemd",
                said);
    }

    @Test
    void aLibraryThatCannotBeLoadedIsAFaultOfTheTemporaryDirectory() {
        ProcessCheck.requireLibraries();
        String said = ProcessCheck.cannotLoad(new UnsatisfiedLinkError("failed to map segment from shared object"))
                .getMessage();
        assertTrue(said.startsWith("TM-CFG-016 temporary directory " + System.getProperty("java.io.tmpdir")), said);
        assertTrue(said.contains("failed to map segment from shared object; see that it has room"), said);
    }
}
