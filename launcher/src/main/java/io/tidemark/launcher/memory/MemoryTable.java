package io.tidemark.launcher.memory;

import io.tidemark.launcher.config.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** The table of docs/memory.md: what each use of memory has, of some memories. */
public final class MemoryTable {
    private static final List<Long> MEMORIES = List.of(256L << 20, 1L << 30, 4L << 30);
    private static final double MIB = 1 << 20;

    private MemoryTable() {}

    /** For a process of all roles. */
    public static String markdown() {
        List<MemoryPlan> plans = MEMORIES.stream()
                .map(memory -> MemoryPlan.of(memory, EnumSet.allOf(Role.class)))
                .toList();
        StringBuilder table = new StringBuilder("| what | where | past it |");
        plans.forEach(plan -> table.append(" ").append(mib(plan.memory())).append(" |"));
        table.append("\n| --- | --- | --- |")
                .append(" ---: |".repeat(plans.size()))
                .append('\n');
        for (MemoryUse use : MemoryUse.values()) {
            table.append("| ").append(use.what);
            use.key().ifPresent(key -> table.append(": `").append(key.name()).append("`"));
            table.append(" | ").append(use.place.name().toLowerCase(Locale.ROOT));
            table.append(" | ").append(use.pastIt).append(" |");
            plans.forEach(plan -> table.append(" ").append(mib(plan.of(use))).append(" |"));
            table.append('\n');
        }
        table.append("| **all of `memory`** | | |");
        for (MemoryPlan plan : plans) {
            long all =
                    Arrays.stream(MemoryUse.Place.values()).mapToLong(plan::of).sum();
            table.append(" **").append(mib(all)).append("** |");
        }
        return table.append('\n').toString();
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.0f MiB", bytes / MIB);
    }
}
