package io.tidemark.serving.http;

import static io.tidemark.http.exchange.Route.open;
import static io.tidemark.http.exchange.Route.operate;
import static io.tidemark.http.exchange.Route.read;

import io.tidemark.http.exchange.Body;
import io.tidemark.http.exchange.Endpoint;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import io.tidemark.http.exchange.Route.Work;
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
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Every route of the API; {@code openapi.json} describes them. */
final class ServingRoutes {
    private ServingRoutes() {}

    static List<Route> of(Serving serving, QuestionReader reader, Metrics metrics, LiveUpdates live, int workers) {
        CatalogueEndpoints catalogue = new CatalogueEndpoints(serving.model(), reader);
        QueryEndpoints query =
                new QueryEndpoints(reader, serving.merged(), serving.realtime(), Math.max(1, workers / 2));
        RunEndpoints runs = new RunEndpoints(serving.control(), reader, serving.clock());
        StatusEndpoints status = new StatusEndpoints(serving);
        String openApi = resource("openapi.json");
        return List.of(
                read("/v1/aggregations").getAtOnce(catalogue::all),
                read("/v1/aggregations/{name}").getAtOnce(catalogue::one),
                read("/v1/aggregations/{name}/query").get(Work.BY_SIZE, query::query),
                read("/v1/aggregations/{name}/query").post(Body.QUESTION, query::query),
                read("/v1/aggregations/{name}/top").get(Work.BY_WORKER, query::top),
                read("/v1/aggregations/{name}/top").post(Body.QUESTION, query::top),
                read("/v1/aggregations/{name}/groups").get(Work.BY_WORKER, query::groups),
                read("/v1/aggregations/{name}/groups").post(Body.QUESTION, query::groups),
                read(LiveUpdates.PATH).get(Work.ENDLESS, Endpoint.whole(live::follow)),
                read(LiveUpdates.PATH).post(Body.QUESTION, Endpoint.whole(live::follow)),
                operate("/v1/status").getByKeptWorker(status::status),
                operate("/v1/runs").getByKeptWorker(runs::list),
                operate("/v1/runs").postToKeptWorker(Body.JSON, runs::request),
                operate("/v1/runs/{id}").getByKeptWorker(runs::one),
                operate("/v1/scheduler/pause").postToKeptWorker(Body.JSON, runs::pause),
                operate("/v1/scheduler/resume").postToKeptWorker(Body.JSON, runs::resume),
                open("/health/live").getAtOnce(status::live),
                open("/health/ready").getAtOnce(status::ready),
                operate("/metrics").getByKeptWorker(request -> metrics.scrape()),
                open("/openapi.json").getAtOnce(request -> Reply.text(200, Reply.JSON, openApi)));
    }

    private static String resource(String name) {
        try (InputStream in = ServingRoutes.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
