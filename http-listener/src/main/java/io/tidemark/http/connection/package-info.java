/**
 * Connections, as strangers use them: how many there are, and how slowly they may send and read. Knows nothing of requests.
 * Read {@link io.tidemark.http.connection.Connections} first.
 */
package io.tidemark.http.connection;
