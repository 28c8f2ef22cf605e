package io.tidemark.http.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where certificates and keys are.
 *
 * @param own this side's certificate: a PKCS12 key store, or a chain in PEM, the own one first
 * @param key the key of a chain in PEM; empty: it stands in {@code own} as well
 * @param password of the key store, or of the key
 * @param trusted whom the other side's certificate must come from: a PKCS12 key store, or certificates in PEM; empty: whom
 *     Java trusts, and of one that asks a listener, no certificate is wanted
 */
public record TlsFiles(Optional<Path> own, Optional<Path> key, Optional<String> password, Optional<Path> trusted) {
    /** One side that has no certificate itself and trusts these. */
    public static TlsFiles trusting(Path trusted) {
        return new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(trusted));
    }

    List<Path> all() {
        List<Path> all = new ArrayList<>();
        own.ifPresent(all::add);
        key.ifPresent(all::add);
        trusted.ifPresent(all::add);
        return all;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return all().stream().map(Path::toString).collect(Collectors.joining(", "));
    }
}
