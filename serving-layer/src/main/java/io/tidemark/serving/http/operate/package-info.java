/**
 * What whoever runs the node asks: how all layers fare, what Prometheus scrapes, runs and the scheduler. What is not known
 * is said to be so, and is never a zero. Read {@link io.tidemark.serving.http.operate.StatusEndpoints} first.
 */
package io.tidemark.serving.http.operate;
