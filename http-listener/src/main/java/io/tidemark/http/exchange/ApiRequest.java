package io.tidemark.http.exchange;

import java.util.Map;

/**
 * A request that found its route.
 *
 * @param path the parts of the path that the route names
 * @param body empty unless something was posted
 */
public record ApiRequest(Map<String, String> path, Parameters query, byte[] body) {}
