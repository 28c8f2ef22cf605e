package io.tidemark.launcher.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration with faults, all of them listed. The operator must act. */
public final class ConfigException extends RuntimeException {
    private final List<ConfigFault> faults;

    public ConfigException(List<ConfigFault> faults) {
        super(faults.stream().map(ConfigFault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public ConfigException(String code, String place, String fault, String mend) {
        this(List.of(new ConfigFault(code, place, fault, mend)));
    }

    public List<ConfigFault> faults() {
        return faults;
    }
}
