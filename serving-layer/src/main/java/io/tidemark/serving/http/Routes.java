package io.tidemark.serving.http;

import static io.tidemark.serving.http.Route.Work.AT_ONCE;
import static io.tidemark.serving.http.Route.Work.BY_WORKER;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every route of the API, as {@code openapi.json} describes them. */
final class Routes {
    /** What is followed live; it has no end and is no {@link Endpoint}. */
    static final String LIVE = "/v1/live";

    private final List<Route> routes;

    /** A route and what the path gives it. */
    record Found(Route route, Map<String, String> path) {}

    Routes(Serving serving, HttpSettings settings, Metrics metrics) {
        QuestionReader reader = new QuestionReader(serving.model(), settings, serving.clock());
        CatalogueEndpoints catalogue = new CatalogueEndpoints(serving.model(), reader);
        QueryEndpoints query = new QueryEndpoints(reader, serving, settings.rows());
        RunEndpoints runs = new RunEndpoints(serving.control(), reader, serving.clock());
        StatusEndpoints status = new StatusEndpoints(serving);
        String openApi = resource("openapi.json");
        routes = List.of(
                new Route("GET", "/v1/aggregations", AT_ONCE, catalogue::all),
                new Route("GET", "/v1/aggregations/{name}", AT_ONCE, catalogue::one),
                new Route("GET", "/v1/aggregations/{name}/query", BY_WORKER, query::query),
                new Route("GET", "/v1/aggregations/{name}/top", BY_WORKER, query::top),
                new Route("GET", "/v1/aggregations/{name}/groups", BY_WORKER, query::groups),
                new Route("GET", "/v1/status", BY_WORKER, status::status),
                new Route("GET", "/v1/runs", BY_WORKER, runs::list),
                new Route("POST", "/v1/runs", BY_WORKER, runs::request),
                new Route("GET", "/v1/runs/{id}", BY_WORKER, runs::one),
                new Route("POST", "/v1/scheduler/pause", BY_WORKER, runs::pause),
                new Route("POST", "/v1/scheduler/resume", BY_WORKER, runs::resume),
                new Route("GET", "/health/live", AT_ONCE, status::live),
                new Route("GET", "/health/ready", AT_ONCE, status::ready),
                new Route("GET", "/metrics", BY_WORKER, request -> metrics.scrape()),
                new Route("GET", "/openapi.json", AT_ONCE, request -> Reply.text(200, Reply.JSON, openApi)));
    }

    List<Route> all() {
        return routes;
    }

    /**
     * The route of a request; empty if the path is no route's.
     *
     * @throws ProblemException if the path is some route's, but not with this method
     */
    Optional<Found> find(String method, String path) {
        List<String> parts = Route.split(path);
        List<Route> there = new ArrayList<>();
        for (Route route : routes) {
            if (route.matches(parts)) {
                if (route.method().equals(method)
                        || (method.equals("HEAD") && route.method().equals("GET"))) {
                    return Optional.of(new Found(route, route.varying(parts)));
                }
                there.add(route);
            }
        }
        if (!there.isEmpty()) {
            throw HttpFault.METHOD_NOT_ALLOWED.at(
                    path,
                    method + " is not known here",
                    "use "
                            + String.join(
                                    " or ", there.stream().map(Route::method).toList()));
        }
        return Optional.empty();
    }

    private static String resource(String name) {
        try (InputStream in = Routes.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
