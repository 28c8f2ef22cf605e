package io.tidemark.it.machine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.launcher.memory.MemoryPlan;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a control group allows, of either version and at whatever depth, is what there is. */
@NeedsRootOnDebian
final class ControlGroupIT {
    /** Enters a group of its own with a limit, and there prints what the script makes of memory. */
    private static final String IN_A_GROUP =
            """
            script=$1 bytes=$2
            own=$(sed -En 's/^[0-9]+:([^:]*,)?memory(,[^:]*)?://p' /proc/self/cgroup | head -n 1)
            if [ -n "$own" ]; then
              group=/sys/fs/cgroup/memory${own%/}/tidemark-$$ limit=memory.limit_in_bytes
            else
              group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)/tidemark-$$ limit=memory.max
            fi
            mkdir "$group" 2> /dev/null || { echo none; exit; }
            trap 'rmdir "$group"' EXIT
            mkdir "$group/inner" && trap 'rmdir "$group/inner" "$group"' EXIT
            [ -e "$group/$limit" ] || { echo none; exit; }
            echo "$bytes" > "$group/$limit"
            bash -euc 'echo $$ > "$1"; . "$2"; memory_options run' in-it "$group/inner/cgroup.procs" "$script"
            """;

    @ParameterizedTest
    @CsvSource({"300, 192", "1024, 256", "100, 192"})
    void itsLimitIsWhatThereIs(long limit, long memory) throws IOException {
        Path script = Path.of("").toAbsolutePath().getParent().resolve("launcher/src/main/scripts/memory.sh");
        String options = Machine.run(
                        "bash", "-euc", IN_A_GROUP, "in-a-group", script.toString(), String.valueOf(limit << 20))
                .strip();
        if (options.equals("none")) {
            MachineCondition.leaveOut("no control group with a limit of memory can be made here");
        }
        assertTrue(options.contains("-Dtidemark.memory=" + (memory << 20) + " "), options);
        assertTrue(options.contains("-Xmx" + MemoryPlan.heapOf(memory << 20) + " "), options);
    }
}
