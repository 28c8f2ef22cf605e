package io.tidemark.http.site;

import java.util.Set;

/**
 * Names of this node, and other sites.
 *
 * @param names hosts by which the node is asked, beside its address: {@code tidemark.example.org}; {@code *} for any
 * @param origins sites whose pages may ask it: {@code https://dashboard.example.org}; {@code *} for any
 */
public record Sites(Set<String> names, Set<String> origins) {
    /** Stands for all. */
    public static final String ANY = "*";

    public static final Sites NONE = new Sites(Set.of(), Set.of());

    public Sites {
        names = Set.copyOf(names);
        origins = Set.copyOf(origins);
    }
}
