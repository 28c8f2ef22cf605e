/**
 * What somebody may: rights for each aggregation, and of which groups. What no rule allows is not allowed, and what may not be
 * seen is not there. Knows neither Jetty nor the model. Read {@link io.tidemark.http.access.Rules} first, then
 * {@link io.tidemark.http.access.Doorkeeper}.
 */
package io.tidemark.http.access;
