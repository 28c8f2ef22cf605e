package io.tidemark.http;

import io.tidemark.http.site.Sites;
import io.tidemark.http.tls.TlsFiles;
import java.util.Optional;

/**
 * Where a node listens, for whom, and how much it takes on.
 *
 * @param host the address to listen on
 * @param port 0: a free one
 * @param sites names of the node, and other sites that may ask it
 * @param tls where its certificate is; empty: it speaks without TLS
 */
public record ListenerSettings(String host, int port, ListenerLimits limits, Sites sites, Optional<TlsFiles> tls) {
    /** With limits for a small machine. */
    public static ListenerSettings on(String host, int port) {
        return new ListenerSettings(host, port, ListenerLimits.USUAL, Sites.NONE, Optional.empty());
    }

    public ListenerSettings within(ListenerLimits others) {
        return new ListenerSettings(host, port, others, sites, tls);
    }

    public ListenerSettings of(Sites others) {
        return new ListenerSettings(host, port, limits, others, tls);
    }

    public ListenerSettings with(Optional<TlsFiles> files) {
        return new ListenerSettings(host, port, limits, sites, files);
    }
}
