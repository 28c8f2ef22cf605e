package io.tidemark.launcher.access;

import io.tidemark.http.access.AccessSettings;
import io.tidemark.http.access.AccessSettings.Way;
import io.tidemark.http.access.AskerLimits;
import io.tidemark.http.identity.NodesSecret;
import io.tidemark.http.identity.jwt.Jwts;
import io.tidemark.launcher.config.AccessKeys;
import io.tidemark.launcher.config.AccessKeys.Insecurity;
import io.tidemark.launcher.config.AccessKeys.Recognition;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import io.tidemark.launcher.config.Secret;
import io.tidemark.launcher.config.ServingKeys;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who may ask, as a configuration says it. */
public final class AccessConfig {
    /** Shorter ones are guessed. */
    private static final int LEAST_SECRET = 16;

    private final Config config;

    public AccessConfig(Config config) {
        this.config = config;
    }

    /** @throws ConfigException if strangers could ask what they may not */
    public void requireSafety() {
        if (config.has(Role.SERVING)) {
            new Exposure(Keys.HTTP_HOST, AccessKeys.HTTP_INSECURE)
                    .require(
                            config,
                            !http().isOpen(),
                            "set http.authentication",
                            new TlsConfig(config).http().isPresent());
        }
        if (config.has(Role.SERVING) && config.value(ServingKeys.PORT).isPresent()) {
            requireNodes(ServingKeys.HOST, ServingKeys.INSECURE);
        }
        if (config.has(Role.SPEED) && config.value(Keys.SPEED_PORT).isPresent()) {
            requireNodes(Keys.SPEED_HOST, AccessKeys.SPEED_INSECURE);
        }
    }

    private void requireNodes(Key<String> host, Key<List<Insecurity>> insecure) {
        // Who has no certificate of a node is not answered at all.
        boolean isEncrypted = new TlsConfig(config).nodes().isPresent();
        new Exposure(host, insecure)
                .require(
                        config,
                        nodes().isPresent() || isEncrypted,
                        "set nodes.secret in all processes, or the nodes.tls. keys",
                        isEncrypted);
    }

    public AccessSettings http() {
        List<Way> ways = new ArrayList<>();
        config.value(AccessKeys.HTTP_AUTHENTICATION).forEach(recognition -> ways.add(way(recognition)));
        if (ways.isEmpty() && config.value(AccessKeys.HTTP_ACCESS).isPresent()) {
            throw new ConfigException(
                    "TM-CFG-032",
                    place(AccessKeys.HTTP_ACCESS),
                    "says who may do what, and nobody is asked who they are",
                    "say how they are recognised with " + AccessKeys.HTTP_AUTHENTICATION.name());
        }
        boolean isAudited = config.value(AccessKeys.HTTP_AUDIT).orElse(!ways.isEmpty());
        return new AccessSettings(
                ways,
                config.value(AccessKeys.HTTP_ACCESS),
                limits(),
                isAudited ? Optional.of(config.value(Keys.DATA_DIRECTORY)) : Optional.empty());
    }

    private AskerLimits limits() {
        return new AskerLimits(
                config.value(AccessKeys.HTTP_LIMIT_RATE),
                config.value(AccessKeys.HTTP_LIMIT_CONCURRENCY),
                config.value(AccessKeys.HTTP_LIMIT_LIVE),
                config.value(AccessKeys.HTTP_LIMIT_WORK).orElse(Duration.ZERO));
    }

    private Way way(Recognition recognition) {
        return switch (recognition) {
            case TOKEN -> new Way.ByToken(needed(AccessKeys.HTTP_TOKENS, recognition));
            case PASSWORD ->
                new Way.ByPassword(
                        needed(AccessKeys.HTTP_PASSWORDS, recognition), config.value(AccessKeys.HTTP_PASSWORD_CACHE));
            case JWT -> jwt();
        };
    }

    private Way jwt() {
        if (config.value(AccessKeys.HTTP_JWT_HMAC).isEmpty()) {
            needed(AccessKeys.HTTP_JWT_KEYS, Recognition.JWT);
        }
        config.value(AccessKeys.HTTP_JWT_KEYS).ifPresent(this::requireTrueKeys);
        return new Way.ByJwt(
                new Jwts.Expected(
                        needed(AccessKeys.HTTP_JWT_ISSUER, Recognition.JWT),
                        needed(AccessKeys.HTTP_JWT_AUDIENCE, Recognition.JWT),
                        config.value(AccessKeys.HTTP_JWT_PRINCIPAL),
                        config.value(AccessKeys.HTTP_JWT_ROLES)),
                config.value(AccessKeys.HTTP_JWT_KEYS),
                config.value(AccessKeys.HTTP_JWT_HMAC));
    }

    /** Whoever can replace the keys on the way makes themselves anybody. */
    private void requireTrueKeys(URI keys) {
        boolean isReplaced = "http".equals(keys.getScheme()) && !Loopback.is(String.valueOf(keys.getHost()));
        if (isReplaced && !config.value(AccessKeys.HTTP_INSECURE).contains(Insecurity.NO_TLS)) {
            throw new ConfigException(
                    "TM-CFG-033",
                    place(AccessKeys.HTTP_JWT_KEYS),
                    keys + " is on another machine and asked without TLS, so that others can put keys of theirs there",
                    "name an address with https://, or write " + AccessKeys.HTTP_INSECURE.name()
                            + "=no-tls if nobody is on the way");
        }
    }

    private <T> T needed(Key<Optional<T>> key, Recognition recognition) {
        return config.value(key)
                .orElseThrow(() -> new ConfigException(
                        "TM-CFG-003",
                        place(key),
                        "is not given, and " + AccessKeys.HTTP_AUTHENTICATION.name() + " names "
                                + recognition.name().toLowerCase(java.util.Locale.ROOT),
                        "write " + key.name() + "=… (" + key.type().says() + ")"));
    }

    /** What nodes show one another. */
    public Optional<NodesSecret> nodes() {
        Optional<String> secret = config.value(AccessKeys.NODES_SECRET).map(Secret::text);
        if (secret.isPresent() && secret.get().length() < LEAST_SECRET) {
            throw new ConfigException(
                    "TM-CFG-002",
                    place(AccessKeys.NODES_SECRET),
                    "has fewer than " + LEAST_SECRET + " characters",
                    "write a random one, such as `openssl rand -hex 32` makes");
        }
        return secret.map(NodesSecret::new);
    }

    private String place(Key<?> key) {
        return config.source() + ", key " + key.name();
    }
}
