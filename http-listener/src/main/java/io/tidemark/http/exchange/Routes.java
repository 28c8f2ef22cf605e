package io.tidemark.http.exchange;

import io.tidemark.http.problem.HttpFault;
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
    private final List<Route> all;
    private final PathMappings<List<Route>> byPath = new PathMappings<>();

    /** A route and what the path gives it. */
    public record Found(Route route, Map<String, String> path) {}

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

    /**
     * The route of a request; empty if the path is no route's.
     *
     * @throws io.tidemark.http.problem.ProblemException if the path is some route's, but not with this method
     */
    public Optional<Found> find(String method, String path) {
        MatchedResource<List<Route>> there = byPath.getMatched(path);
        if (there == null) {
            return Optional.empty();
        }
        for (Route route : there.getResource()) {
            if (route.takes(method)) {
                UriTemplatePathSpec template = (UriTemplatePathSpec) there.getPathSpec();
                return Optional.of(new Found(route, template.getPathParams(path)));
            }
        }
        List<String> methods = there.getResource().stream().map(Route::method).toList();
        throw HttpFault.METHOD_NOT_ALLOWED.at(
                path, method + " is not known here", "use " + String.join(" or ", methods));
    }
}
