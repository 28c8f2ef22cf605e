package io.tidemark.serving.http;

import static io.tidemark.serving.http.exchange.Route.atOnce;
import static io.tidemark.serving.http.exchange.Route.bySize;
import static io.tidemark.serving.http.exchange.Route.byWorker;
import static io.tidemark.serving.http.exchange.Route.readByWorker;

import io.tidemark.http.problem.HttpFault;
import io.tidemark.serving.http.exchange.Reply;
import io.tidemark.serving.http.exchange.Route;
import io.tidemark.serving.http.live.LiveUpdates;
import io.tidemark.serving.http.operate.Metrics;
import io.tidemark.serving.http.operate.RunEndpoints;
import io.tidemark.serving.http.operate.Serving;
import io.tidemark.serving.http.operate.StatusEndpoints;
import io.tidemark.serving.http.query.CatalogueEndpoints;
import io.tidemark.serving.http.query.QueryEndpoints;
import io.tidemark.serving.http.query.QuestionReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every route of the API but {@link LiveUpdates#PATH}, which has no end; {@code openapi.json} describes them. */
final class Routes {
    private final List<Route> routes;

    /** A route and what the path gives it. */
    record Found(Route route, Map<String, String> path) {}

    Routes(Serving serving, QuestionReader reader, Metrics metrics) {
        CatalogueEndpoints catalogue = new CatalogueEndpoints(serving.model(), reader);
        QueryEndpoints query = new QueryEndpoints(reader, serving.merged(), serving.realtime());
        RunEndpoints runs = new RunEndpoints(serving.control(), reader, serving.clock());
        StatusEndpoints status = new StatusEndpoints(serving);
        String openApi = resource("openapi.json");
        routes = List.of(
                atOnce("GET", "/v1/aggregations", catalogue::all),
                atOnce("GET", "/v1/aggregations/{name}", catalogue::one),
                bySize("GET", "/v1/aggregations/{name}/query", query::query),
                readByWorker("GET", "/v1/aggregations/{name}/top", query::top),
                readByWorker("GET", "/v1/aggregations/{name}/groups", query::groups),
                byWorker("GET", "/v1/status", status::status),
                byWorker("GET", "/v1/runs", runs::list),
                byWorker("POST", "/v1/runs", runs::request),
                byWorker("GET", "/v1/runs/{id}", runs::one),
                byWorker("POST", "/v1/scheduler/pause", runs::pause),
                byWorker("POST", "/v1/scheduler/resume", runs::resume),
                atOnce("GET", "/health/live", status::live),
                atOnce("GET", "/health/ready", status::ready),
                byWorker("GET", "/metrics", request -> metrics.scrape()),
                atOnce("GET", "/openapi.json", request -> Reply.text(200, Reply.JSON, openApi)));
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
