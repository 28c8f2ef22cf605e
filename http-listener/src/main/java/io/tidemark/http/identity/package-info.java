/**
 * Who asks: credentials of a request become a {@link io.tidemark.http.identity.Principal}, by tokens, passwords or JWTs.
 * Knows neither Jetty nor what a principal may. No secret is ever part of a text that this package makes. Read
 * {@link io.tidemark.http.identity.Authentication} first.
 */
package io.tidemark.http.identity;
