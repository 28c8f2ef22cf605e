package io.tidemark.http;

import io.tidemark.http.site.Sites;

/**
 * Where a node listens, for whom, and how much it takes on.
 *
 * @param host the address to listen on
 * @param port 0: a free one
 * @param sites names of the node, and other sites that may ask it
 */
public record ListenerSettings(String host, int port, ListenerLimits limits, Sites sites) {
    /** With limits for a small machine. */
    public static ListenerSettings on(String host, int port) {
        return new ListenerSettings(host, port, ListenerLimits.USUAL, Sites.NONE);
    }

    public ListenerSettings within(ListenerLimits others) {
        return new ListenerSettings(host, port, others, sites);
    }

    public ListenerSettings of(Sites others) {
        return new ListenerSettings(host, port, limits, others);
    }
}
