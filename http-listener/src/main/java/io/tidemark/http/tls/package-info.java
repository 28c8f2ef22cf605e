/**
 * Certificates and keys, as files say and as they change: for a listener, and for who asks one. Knows neither Jetty nor what
 * is asked. No secret is ever part of a text that this package makes. Read {@link io.tidemark.http.tls.Tls} first.
 */
package io.tidemark.http.tls;
