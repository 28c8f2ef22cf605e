package io.tidemark.http.exchange;

import io.tidemark.http.access.Asker;
import java.util.Map;

/**
 * A request that found its route.
 *
 * @param path the parts of the path that the route names
 * @param body empty unless something was posted
 * @param asker who sent it
 */
public record ApiRequest(Map<String, String> path, Parameters query, byte[] body, Asker asker) {}
