package io.tidemark.launcher.node;

import com.sun.management.OperatingSystemMXBean;
import io.tidemark.fault.Fault;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the memory is there that a configuration gives away. A cache fills slowly: without this, a node would end long
 * after it was started, and nobody would know by what.
 *
 * @param machine the bytes that this process may have at all, by the machine or its container
 * @param heap the bytes of them that are Java's
 */
record MemoryCheck(long machine, long heap) {
    /** Of the index's cache, what is on the heap. */
    private static final int QUARTER = 4;

    static MemoryCheck ofThisProcess() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new MemoryCheck(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
    }

    /** @throws ConfigException with all keys that give more than there is to this process's roles */
    void require(Config config) {
        List<Fault> faults = new ArrayList<>();
        if (config.has(Role.BATCH)) {
            requireOnHeap(config, Keys.ARCHIVE_MEMORY, 1, faults);
        }
        if (config.has(Role.SPEED) && config.value(Keys.SPEED_CACHE) > machine) {
            faults.add(fault(config, Keys.SPEED_CACHE, "the machine, or the container, has " + machine, "give less"));
        }
        if (config.has(Role.SERVING)) {
            requireOnHeap(config, Keys.SERVING_CACHE, QUARTER, faults);
        }
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
    }

    private void requireOnHeap(Config config, Key<Long> key, int part, List<Fault> faults) {
        long bytes = config.value(key);
        if (bytes > machine) {
            faults.add(fault(config, key, "the machine, or the container, has " + machine, "give less"));
        } else if (bytes / part > heap && !isStandard(config, key)) {
            String on =
                    part == 1 ? "Java's heap, which it is on, has " : "Java's heap, which a quarter of it is on, has ";
            faults.add(fault(config, key, on + heap, "give less, or more heap by TIDEMARK_OPTS=-Xmx4g"));
        }
    }

    /** A small heap is the operator's wish too: what nobody wrote is a bound that such a node seldom comes near. */
    private static boolean isStandard(Config config, Key<Long> key) {
        return key.standard()
                .map(text -> key.type().parser().parse(text, Path.of("")))
                .filter(config.value(key)::equals)
                .isPresent();
    }

    private static Fault fault(Config config, Key<Long> key, String but, String mend) {
        return new Fault(
                "TM-CFG-017",
                config.source() + ", key " + key.name(),
                "gives away " + config.value(key) + " bytes, and " + but,
                mend);
    }
}
