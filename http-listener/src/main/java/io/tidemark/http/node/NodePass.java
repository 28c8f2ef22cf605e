package io.tidemark.http.node;

import io.tidemark.http.identity.NodesSecret;
import java.net.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * What a node shows to the others.
 *
 * @param secret what nodes know that may ask
 * @param tls its certificate, and whom it trusts
 * @param installation the id of the storage it works with, by which who asks sees that it is not another's node; empty while it has none yet
 */
public record NodePass(
        Optional<NodesSecret> secret, Optional<SSLContext> tls, Supplier<Optional<String>> installation) {
    public static final NodePass NONE = new NodePass(Optional.empty(), Optional.empty());

    private static final String INSTALLATION = "Tidemark-Installation";

    /** Of one that does not say of which installation it is. */
    public NodePass(Optional<NodesSecret> secret, Optional<SSLContext> tls) {
        this(secret, tls, Optional::empty);
    }

    /** What is said with each answer. */
    public Map<String, String> headers() {
        return installation.get().map(id -> Map.of(INSTALLATION, id)).orElse(Map.of());
    }

    /** Of which other installation an answer is, if both say of which they are. */
    Optional<String> other(HttpHeaders answer) {
        Optional<String> own = installation.get();
        return answer.firstValue(INSTALLATION)
                .filter(id -> own.isPresent() && !own.get().equals(id));
    }
}
