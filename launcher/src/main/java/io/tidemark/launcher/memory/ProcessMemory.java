package io.tidemark.launcher.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import io.tidemark.fault.Fault;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Keys;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory that this process was given, and what it makes of it.
 *
 * @param machine what the machine, or its container, has
 * @param memory the setting, as the script read it or the configuration says it
 * @param heap what Java's heap may have
 * @param plan the parts
 */
public record ProcessMemory(Config config, long machine, long memory, long heap, MemoryPlan plan) {
    /** By which the script says what it read of files, command line and environment, or found to be the default. */
    private static final String GIVEN = "tidemark.memory";

    private static final long MIB = 1 << 20;

    public static ProcessMemory ofThisProcess(Config config) {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long heap = Long.parseLong(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("MaxHeapSize")
                .getValue());
        long given = config.value(Keys.MEMORY).orElse(Long.getLong(GIVEN, heap / 5 * 8));
        return of(config, system.getTotalMemorySize(), given, heap);
    }

    static ProcessMemory of(Config config, long machine, long memory, long heap) {
        MemoryPlan plan = MemoryPlan.of(memory, heap, config.value(Keys.ROLES)).with(config);
        return new ProcessMemory(config, machine, memory, heap, plan);
    }

    /**
     * Refuses what cannot be kept.
     *
     * @throws ConfigException with all that is wrong
     */
    public ProcessMemory require() {
        List<Fault> faults = new ArrayList<>();
        if (config.value(Keys.MEMORY).isPresent() && memory < MemoryPlan.LEAST) {
            faults.add(new Fault(
                    "TM-CFG-021",
                    config.source() + ", key " + Keys.MEMORY.name(),
                    "gives " + mib(memory) + ", and a node needs " + mib(MemoryPlan.LEAST),
                    "give more"));
        }
        if (memory > machine) {
            faults.add(new Fault(
                    "TM-CFG-017",
                    config.source() + ", key " + Keys.MEMORY.name(),
                    "gives away " + mib(memory) + ", and the machine, or the container, has " + mib(machine),
                    "give less"));
        }
        requireRoom(MemoryUse.Place.HEAP, heap, "Java's heap has", faults);
        requireRoom(MemoryUse.Place.NATIVE, Math.max(memory, machine), "the machine, or the container, has", faults);
        if (!faults.isEmpty()) {
            throw new ConfigException(faults);
        }
        return this;
    }

    private void requireRoom(MemoryUse.Place place, long room, String has, List<Fault> faults) {
        long used = plan.of(place);
        if (used <= room) {
            return;
        }
        for (MemoryUse use : MemoryUse.values()) {
            if (use.place == place && use.key().flatMap(config::value).isPresent()) {
                faults.add(new Fault(
                        "TM-CFG-017",
                        config.source() + ", key " + use.key().orElseThrow().name(),
                        "gives away " + mib(plan.of(use)) + ", with the rest that is " + mib(used) + ", and " + has
                                + " " + mib(room),
                        "give less, or more by " + Keys.MEMORY.name() + "=…"));
            }
        }
    }

    /** What an operator should know at the start. */
    public List<Fault> warnings() {
        List<Fault> warnings = new ArrayList<>();
        long own = MemoryPlan.heapOf(memory);
        if (Math.abs(heap - own) > own / 8) {
            warnings.add(new Fault(
                    "TM-CFG-022",
                    "Java's heap",
                    "is " + mib(heap) + ", as TIDEMARK_OPTS or whoever started Java says, where memory=" + mib(memory)
                            + " would have it " + mib(own) + ": the budgets on the heap are parts of what it is",
                    "leave -Xmx out, and say memory=… for all of it"));
        }
        if (memory + MemoryPlan.JAVAS_OWN > machine) {
            warnings.add(new Fault(
                    "TM-CFG-023",
                    "memory=" + mib(memory),
                    "is, with the " + mib(MemoryPlan.JAVAS_OWN) + " that Java may need for itself, more than the "
                            + mib(machine) + " of the machine or container: the process may be ended from outside",
                    "give less, or a larger container"));
        }
        return warnings;
    }

    private static String mib(long bytes) {
        return bytes / MIB + " MiB";
    }
}
