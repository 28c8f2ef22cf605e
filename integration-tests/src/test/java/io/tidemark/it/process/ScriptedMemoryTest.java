package io.tidemark.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.launcher.memory.MemoryPlan;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script reads the one setting where a node does, and reckons as {@link MemoryPlan} does. */
class ScriptedMemoryTest {
    private static final long MIB = 1L << 20;

    @TempDir
    private Path directory;

    private static void assertMemory(long bytes, List<String> options) {
        assertTrue(options.contains("-Dtidemark.memory=" + bytes), () -> "is " + options + ", not of " + bytes);
        assertTrue(options.contains("-Xmx" + MemoryPlan.heapOf(bytes)), options::toString);
        assertTrue(options.contains("-XX:MaxDirectMemorySize=" + MemoryPlan.directOf(bytes)), options::toString);
    }

    @Test
    void theCommandLineCountsBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        String file = Files.writeString(directory.resolve("t.properties"), "a=b\n memory : 300m \n#memory=1g\n")
                .toString();
        assertMemory(300 * MIB, ScriptedMemory.options("run", "--config", file));
        assertMemory(300 * MIB, ScriptedMemory.options("run", "--config=" + file));
        Map<String, String> environment = Map.of("TIDEMARK_MEMORY", "400MiB");
        assertMemory(400 * MIB, ScriptedMemory.options(environment, "run", "--config", file));
        assertMemory(2048 * MIB, ScriptedMemory.options(environment, "run", "--set", "memory=2g", "--config", file));
        assertMemory(257 * MIB, ScriptedMemory.options("run", "--set=memory=257m", "--set", "a=b"));
    }

    @Test
    void nothingSaidIsAQuarterOfTheMachineAndAtMostFourGibibytes() {
        List<String> options = ScriptedMemory.options("run");
        long memory = options.stream()
                .filter(option -> option.startsWith("-Dtidemark.memory="))
                .mapToLong(option -> Long.parseLong(option.substring(option.indexOf('=') + 1)))
                .findFirst()
                .orElseThrow();
        assertTrue(memory >= MemoryPlan.LEAST && memory <= 4096 * MIB, options::toString);
        assertMemory(memory, options);
        assertMemory(memory, ScriptedMemory.options("run", "--set", "memory=much"));
    }

    @Test
    void whatIsTooLittleGetsAJavaThatCanSayIt() {
        assertMemory(MemoryPlan.LEAST, ScriptedMemory.options("run", "--set", "memory=1m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFmemory=300m\n",
                "a=b\r\nmemory=300m\r\nc=d\r\n",
                "memory=\\\n  300m\n",
                "memory=30\\\r\n  0m",
                "# does not go on\\\nmemory\t300m",
                "path=c:\\\\\nmemory=300m\n",
                "memory=300m\nother=a\\\n  memory=400m\n"
            })
    void theFileIsReadAsANodeReadsIt(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("a file.properties"), text);
        assertMemory(300 * MIB, ScriptedMemory.options("run", "--config", file.toString()));
    }

    @Test
    void aFileOfItsOwnIsReadAsANodeReadsIt() throws IOException {
        Path named = Files.writeString(directory.resolve("memory.txt"), " 300m\n");
        String file = Files.writeString(directory.resolve("t.properties"), "memory=file:memory.txt\n")
                .toString();
        assertMemory(300 * MIB, ScriptedMemory.options("run", "--config", file));
        assertMemory(300 * MIB, ScriptedMemory.options("run", "--set", "memory=file:" + named));
        assertMemory(300 * MIB, ScriptedMemory.options("run", "--set", "memory=file://" + named));
        assertMemory(300 * MIB, ScriptedMemory.options(Map.of("TIDEMARK_MEMORY", "file:" + named), "run"));
    }

    @Test
    void moreThanThereIsGetsAJavaThatCanSayIt() {
        long machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        List<String> options = ScriptedMemory.options("run", "--set", "memory=999999999g");
        assertMemory(machine, options);
    }

    @Test
    void zerosBeforeANumberAndBlanksAroundItSayNothing() {
        assertMemory(256 * MIB, ScriptedMemory.options("run", "--set", "memory=0256m"));
        assertMemory(800 * MIB, ScriptedMemory.options(Map.of("TIDEMARK_MEMORY", " 0800m "), "run"));
    }

    @Test
    void aCommandThatOnlyAsksHasNoneOfIt() {
        assertEquals("-Xmx768m", ScriptedMemory.options("query", "sales").get(0));
    }
}
