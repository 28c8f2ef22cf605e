package io.tidemark.http.exchange;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.pathmap.MatchedResource;
import org.eclipse.jetty.http.pathmap.PathMappings;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;

/** All routes of a listener, by path and method. */
public final class Routes {
    /** All that any route takes. */
    public static final List<String> METHODS = List.of("GET", "HEAD", "POST", "OPTIONS");

    private final List<Route> all;
    private final PathMappings<List<Route>> byPath = new PathMappings<>();

    public Routes(List<Route> all) {
        this.all = List.copyOf(all);
        Map<String, List<Route>> byTemplate = new LinkedHashMap<>();
        all.forEach(route -> byTemplate
                .computeIfAbsent(route.template(), t -> new ArrayList<>())
                .add(route));
        byTemplate.forEach((template, routes) -> byPath.put(new UriTemplatePathSpec(template), routes));
    }

    public List<Route> all() {
        return all;
    }

    /** The routes at a path; empty if there are none. */
    public Optional<There> at(String path) {
        MatchedResource<List<Route>> there = byPath.getMatched(path);
        return there == null
                ? Optional.empty()
                : Optional.of(new There(there.getResource(), (UriTemplatePathSpec) there.getPathSpec()));
    }

    /** All routes at one path. */
    public record There(List<Route> routes, UriTemplatePathSpec template) {
        /** The one of a method. */
        public Optional<Route> of(String method) {
            for (Route route : routes) {
                if (route.takes(method)) {
                    return Optional.of(route);
                }
            }
            return Optional.empty();
        }

        /** What the path gives its routes, by name. */
        public Map<String, String> varying(String path) {
            return template.getPathParams(path);
        }

        /** The methods that are taken here. */
        public List<String> methods() {
            return METHODS.stream()
                    .filter(method -> method.equals("OPTIONS") || of(method).isPresent())
                    .toList();
        }
    }
}
