package io.tidemark.http.identity;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Somebody who was recognised.
 *
 * @param roles as whoever vouches for the principal names them
 * @param claims what else was vouched for, by name; each has at least one value
 */
public record Principal(String name, Set<String> roles, Map<String, List<String>> claims) {
    public Principal {
        roles = Set.copyOf(roles);
        claims = Map.copyOf(claims);
    }

    public Principal(String name, Set<String> roles) {
        this(name, roles, Map.of());
    }

    @Override
    public String toString() {
        return name;
    }
}
