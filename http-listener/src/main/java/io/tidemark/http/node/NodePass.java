package io.tidemark.http.node;

import io.tidemark.http.identity.NodesSecret;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What a node shows to the others.
 *
 * @param secret what nodes know that may ask
 * @param tls its certificate, and whom it trusts
 */
public record NodePass(Optional<NodesSecret> secret, Optional<SSLContext> tls) {
    public static final NodePass NONE = new NodePass(Optional.empty(), Optional.empty());
}
