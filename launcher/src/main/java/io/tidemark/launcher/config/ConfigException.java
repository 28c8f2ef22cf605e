package io.tidemark.launcher.config;

import io.tidemark.fault.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration with faults, all of them listed. The operator must act. */
public final class ConfigException extends RuntimeException {
    private final List<Fault> faults;

    public ConfigException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public ConfigException(String code, String place, String fault, String mend) {
        this(List.of(new Fault(code, place, fault, mend)));
    }

    public List<Fault> faults() {
        return faults;
    }
}
