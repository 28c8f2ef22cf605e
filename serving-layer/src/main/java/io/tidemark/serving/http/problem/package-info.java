/** What of the serving layer's own a request can fail by. Read {@link io.tidemark.http.problem.HttpFault} first. */
package io.tidemark.serving.http.problem;
