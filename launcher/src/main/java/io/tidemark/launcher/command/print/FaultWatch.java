package io.tidemark.launcher.command.print;

import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Tells the console of faults as they come and go, each once. Owned by one thread. */
public final class FaultWatch {
    private final Supplier<List<String>> faults;
    private final PrintWriter err;
    private Set<String> told = Set.of();

    public FaultWatch(Supplier<List<String>> faults, PrintWriter err) {
        this.faults = faults;
        this.err = err;
    }

    /** Looks once; returns how many faults there are now. */
    public int step() {
        Set<String> now = new LinkedHashSet<>(faults.get());
        now.stream().filter(fault -> !told.contains(fault)).forEach(fault -> err.println("waiting: " + fault));
        if (now.isEmpty() && !told.isEmpty()) {
            err.println("going on");
        }
        err.flush();
        told = now;
        return now.size();
    }
}
