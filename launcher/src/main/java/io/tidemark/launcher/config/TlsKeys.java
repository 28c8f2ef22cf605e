package io.tidemark.launcher.config;

import static io.tidemark.launcher.config.ValueType.PATH;
import static io.tidemark.launcher.config.ValueType.SECRET;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Every key about certificates. What the files hold is read again when they change. */
public final class TlsKeys {
    public static final Key<Optional<Path>> HTTP_KEYSTORE = Key.optional(
            "http.tls.keystore",
            PATH,
            "The certificate of the HTTP API, which then speaks TLS (1.2 or 1.3): a PKCS12 key store, or a chain in PEM, the"
                    + " own one first. Read again when it changes. None: it speaks without TLS.");
    public static final Key<Optional<Path>> HTTP_KEY = Key.optional(
            "http.tls.key",
            PATH,
            "The key of a chain in PEM, in PKCS 8's form. None: it stands in http.tls.keystore as well.");
    public static final Key<Optional<Secret>> HTTP_PASSWORD =
            Key.optional("http.tls.password", SECRET, "The password of that key store, or of the key.");
    public static final Key<Optional<Path>> NODES_KEYSTORE = Key.optional(
            "nodes.tls.keystore",
            PATH,
            "The certificate by which this process's nodes show the others who they are, in either form. A speed node then"
                    + " speaks TLS and answers only who has a certificate that nodes.tls.truststore vouches for, and a"
                    + " serving node shows it; speed.endpoints are https then. Needs nodes.tls.truststore.");
    public static final Key<Optional<Path>> NODES_KEY =
            Key.optional("nodes.tls.key", PATH, "The key of that, as http.tls.key is.");
    public static final Key<Optional<Secret>> NODES_PASSWORD =
            Key.optional("nodes.tls.password", SECRET, "The password of that key store, or of the key.");
    public static final Key<Optional<Path>> NODES_TRUSTSTORE = Key.optional(
            "nodes.tls.truststore",
            PATH,
            "Whom the certificates of other nodes must come from: certificates in PEM, or a PKCS12 key store without a"
                    + " password.");

    static final List<Key<?>> ALL = List.of(
            HTTP_KEYSTORE, HTTP_KEY, HTTP_PASSWORD, NODES_KEYSTORE, NODES_KEY, NODES_PASSWORD, NODES_TRUSTSTORE);

    private TlsKeys() {}
}
