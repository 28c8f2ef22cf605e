package io.tidemark.launcher.memory;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import io.tidemark.fault.Fault;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Keys;
import io.tidemark.memory.SizeText;
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
                    "gives " + SizeText.of(memory) + ", and a node needs " + SizeText.of(MemoryPlan.LEAST),
                    "give more"));
        }
        if (machine < MemoryPlan.LEAST) {
            faults.add(new Fault(
                    "TM-CFG-021",
                    "the machine, or the container",
                    "has " + SizeText.of(machine) + ", and a node needs " + SizeText.of(MemoryPlan.LEAST)
                            + " and up to " + SizeText.of(MemoryPlan.JAVAS_OWN) + " that Java needs for itself",
                    "give it more"));
        } else if (memory > machine) {
            faults.add(new Fault(
                    "TM-CFG-017",
                    config.source() + ", key " + Keys.MEMORY.name(),
                    "gives away " + SizeText.of(memory) + ", and the machine, or the container, has "
                            + SizeText.of(machine),
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
                        "gives away " + SizeText.of(plan.of(use)) + ", with the rest that is " + SizeText.of(used)
                                + ", and " + has + " " + SizeText.of(room),
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
                    "is " + SizeText.of(heap) + ", as TIDEMARK_OPTS or whoever started Java says, where memory="
                            + SizeText.of(memory) + " would have it " + SizeText.of(own)
                            + ": the budgets on the heap are parts of what it is",
                    "leave -Xmx out, and say memory=… for all of it"));
        }
        if (memory + MemoryPlan.JAVAS_OWN > machine) {
            warnings.add(new Fault(
                    "TM-CFG-023",
                    "memory=" + SizeText.of(memory),
                    "is, with the " + SizeText.of(MemoryPlan.JAVAS_OWN)
                            + " that Java may need for itself, more than the " + SizeText.of(machine)
                            + " of the machine or container: the process may be ended from outside",
                    "give less, or a larger container"));
        }
        return warnings;
    }
}
