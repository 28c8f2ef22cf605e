package io.tidemark.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fingerprints of a definition's parts, each in 16 hexadecimal digits: two versions with the same base hold the same
 * rows, and metrics of the same fingerprint on the same base the same figures in them.
 *
 * @param base streams with format and event class, filter, groups, tile, version
 * @param metrics by name, in the definition's order
 */
public record FingerprintParts(String base, Map<String, String> metrics) {
    public FingerprintParts {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
