package io.tidemark.http.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Set;

/** What the nodes of one installation know and nobody else. One node shows it, another recognises it by it. */
public final class NodesSecret implements Authenticator {
    private static final Principal NODE = new Principal("node", Set.of("node"));

    private final String secret;

    public NodesSecret(String secret) {
        this.secret = secret;
    }

    /** The header {@code Authorization} of who knows it. */
    public String authorization() {
        return "Bearer " + secret;
    }

    @Override
    public boolean takes(Credentials credentials) {
        return credentials instanceof Credentials.Bearer;
    }

    @Override
    public boolean takesLong() {
        return false;
    }

    @Override
    public Verdict verify(Credentials credentials) {
        boolean isIt = MessageDigest.isEqual(bytes(secret), bytes(((Credentials.Bearer) credentials).token()));
        return isIt
                ? new Recognised(NODE, Instant.MAX, Instant.MAX)
                : new Refused("is not the secret of these nodes (nodes.secret)");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long generation() {
        return 0;
    }

    @Override
    public void refresh() {}

    @Override
    public String toString() {
        return "(secret)";
    }
}
