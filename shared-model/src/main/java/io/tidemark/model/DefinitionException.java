package io.tidemark.model;

import io.tidemark.fault.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** A model with faults, all of them listed. Its author must act. */
public final class DefinitionException extends RuntimeException {
    private final List<Fault> faults;

    public DefinitionException(String model, List<Fault> faults) {
        super(model + " has " + faults.size() + (faults.size() == 1 ? " fault:\n" : " faults:\n")
                + faults.stream().map(f -> "  " + f).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
