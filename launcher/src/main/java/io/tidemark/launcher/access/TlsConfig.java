package io.tidemark.launcher.access;

import io.tidemark.http.tls.TlsFiles;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Secret;
import io.tidemark.launcher.config.TlsKeys;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where certificates are, as a configuration says it. */
public final class TlsConfig {
    private final Config config;

    public TlsConfig(Config config) {
        this.config = config;
    }

    /** Of the HTTP API; empty: it speaks without TLS. */
    public Optional<TlsFiles> http() {
        if (config.value(TlsKeys.HTTP_KEYSTORE).isEmpty()) {
            refuse(TlsKeys.HTTP_KEY, TlsKeys.HTTP_KEYSTORE);
            return Optional.empty();
        }
        return Optional.of(files(TlsKeys.HTTP_KEYSTORE, TlsKeys.HTTP_KEY, TlsKeys.HTTP_PASSWORD, Optional.empty()));
    }

    /** Of nodes among one another; empty: they speak without TLS. */
    public Optional<TlsFiles> nodes() {
        Optional<Path> trusted = config.value(TlsKeys.NODES_TRUSTSTORE);
        if (config.value(TlsKeys.NODES_KEYSTORE).isEmpty()) {
            refuse(TlsKeys.NODES_KEY, TlsKeys.NODES_KEYSTORE);
            refuse(TlsKeys.NODES_TRUSTSTORE, TlsKeys.NODES_KEYSTORE);
            return Optional.empty();
        }
        if (trusted.isEmpty()) {
            refuse(TlsKeys.NODES_KEYSTORE, TlsKeys.NODES_TRUSTSTORE);
        }
        for (URI endpoint : config.value(Keys.SPEED_ENDPOINTS)) {
            if (!"https".equals(endpoint.getScheme())) {
                throw new ConfigException(
                        "TM-CFG-034",
                        place(Keys.SPEED_ENDPOINTS),
                        endpoint + " is asked without TLS, and " + TlsKeys.NODES_KEYSTORE.name() + " is given",
                        "write https://" + endpoint.getAuthority());
            }
        }
        return Optional.of(files(TlsKeys.NODES_KEYSTORE, TlsKeys.NODES_KEY, TlsKeys.NODES_PASSWORD, trusted));
    }

    private TlsFiles files(
            Key<Optional<Path>> own, Key<Optional<Path>> key, Key<Optional<Secret>> password, Optional<Path> trusted) {
        return new TlsFiles(
                config.value(own), config.value(key), config.value(password).map(Secret::text), trusted);
    }

    /** Refuses one key without another. */
    private void refuse(Key<Optional<Path>> given, Key<Optional<Path>> missing) {
        if (config.value(given).isPresent()) {
            throw new ConfigException(
                    "TM-CFG-034",
                    place(given),
                    "is given, and " + missing.name() + " is not",
                    "write " + missing.name() + "=…, or leave it out");
        }
    }

    private String place(Key<?> key) {
        return config.source() + ", key " + key.name();
    }
}
