/**
 * The HTTP API on Jetty's core handlers: routes, parameters, JSON, problems (RFC 9457), live updates. Everything a caller
 * can get wrong is checked here and answered with a stable code, place and mend. {@code openapi.json} describes it, and a
 * test compares the two. Read {@link io.tidemark.serving.http.Api} first.
 */
package io.tidemark.serving.http;
