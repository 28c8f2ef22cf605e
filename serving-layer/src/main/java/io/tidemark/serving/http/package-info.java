/**
 * The HTTP API on Jetty's core handlers, listening: which request goes to which endpoint, on which thread, and within which
 * time. Below it: {@code exchange} (a request on its way), {@code problem} (how it fails), {@code json} (what is written),
 * {@code query} and {@code operate} (what may be asked), {@code live} (what is followed). Everything a caller can get wrong
 * is answered with a stable code, place and mend. {@code openapi.json} describes it, and a test compares the two. Read
 * {@link io.tidemark.serving.http.Api} first.
 */
package io.tidemark.serving.http;
