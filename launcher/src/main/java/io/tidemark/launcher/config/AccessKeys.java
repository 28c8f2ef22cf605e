package io.tidemark.launcher.config;

import static io.tidemark.launcher.config.ValueType.CLAIM;
import static io.tidemark.launcher.config.ValueType.DURATION;
import static io.tidemark.launcher.config.ValueType.FILE_OR_ADDRESS;
import static io.tidemark.launcher.config.ValueType.PATH;
import static io.tidemark.launcher.config.ValueType.SECRET;
import static io.tidemark.launcher.config.ValueType.TEXT;
import static io.tidemark.launcher.config.ValueType.listOf;
import static io.tidemark.launcher.config.ValueType.wholeNumber;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys that say who may ask. */
public final class AccessKeys {
    /** A way in which those who ask are recognised. */
    public enum Recognition {
        TOKEN,
        PASSWORD,
        JWT
    }

    /** What a listener may do without, beyond loopback, if the operator writes so. */
    public enum Insecurity {
        /** Anybody who reaches it may do everything. */
        NO_AUTHENTICATION,
        /** Tokens, passwords and answers can be read on the way. */
        NO_TLS
    }

    public static final Key<List<Recognition>> HTTP_AUTHENTICATION = Key.of(
            "http.authentication",
            listOf(Recognition.class),
            "",
            "How those who ask are recognised; of several the first counts that does. None: anybody may everything, which"
                    + " is for loopback.");
    public static final Key<Optional<Path>> HTTP_TOKENS = Key.optional(
            "http.token.file",
            PATH,
            "The tokens of token: lines name:SHA-256[:roles], made by `tidemark token`. Read again when it changes.");
    public static final Key<Optional<Path>> HTTP_PASSWORDS = Key.optional(
            "http.password.file",
            PATH,
            "The users of password: lines name:verifier[:roles] with a verifier of bcrypt or SCRAM-SHA-256, made by"
                    + " `tidemark password`. Read again when it changes.");
    public static final Key<Duration> HTTP_PASSWORD_CACHE = Key.of(
            "http.password.cache",
            DURATION,
            "1m",
            "For how long a password that was right is taken for right without looking at it again.");
    public static final Key<Optional<URI>> HTTP_JWT_KEYS = Key.optional(
            "http.jwt.keys",
            FILE_OR_ADDRESS,
            "The public keys of jwt, as a JWKS. Read again when the file changes; an address is asked again now and then,"
                    + " and while it is away the keys of before count.");
    public static final Key<Optional<Path>> HTTP_JWT_HMAC = Key.optional(
            "http.jwt.hmac.file",
            PATH,
            "The secret of jwt, of at least 32 bytes, if they are signed with HMAC. None: such are refused.");
    public static final Key<Optional<String>> HTTP_JWT_ISSUER =
            Key.optional("http.jwt.issuer", TEXT, "Who must have issued a JWT (iss). Must be given for jwt.");
    public static final Key<Optional<String>> HTTP_JWT_AUDIENCE =
            Key.optional("http.jwt.audience", TEXT, "Whom a JWT must be for (aud). Must be given for jwt.");
    public static final Key<String> HTTP_JWT_PRINCIPAL =
            Key.of("http.jwt.principal.claim", TEXT, "sub", "The claim of a JWT that names who asks.");
    public static final Key<String> HTTP_JWT_ROLES = Key.of(
            "http.jwt.roles.claim",
            TEXT,
            "roles",
            "The claim of a JWT that has the roles: a list, or words with blanks between. realm_access.roles is the field"
                    + " roles of the object realm_access.");
    public static final Key<Optional<Path>> HTTP_ACCESS = Key.optional(
            "http.access.file",
            PATH,
            "The rules, in JSON, that say who may do what with which aggregation and which groups of it (docs/security.md)."
                    + " Read again when it changes. None: the roles read, operate and admin say it for everything.");
    public static final Key<Optional<Boolean>> HTTP_AUDIT = Key.optional(
            "http.audit",
            CLAIM,
            "Whether it is written down who asked what: a line of JSON a request in audit.log below data.directory, begun anew"
                    + " at 16 MiB; the ten before it are kept. What nobody knows who asked is in strangers.log. None: if"
                    + " http.authentication is given.");
    public static final Key<Integer> HTTP_LIMIT_RATE = Key.of(
            "http.limit.rate",
            wholeNumber(0, 1_000_000),
            "0",
            "How many requests a second one who asks may send, in the long run; ten seconds' worth at once. 0: any.");
    public static final Key<Integer> HTTP_LIMIT_CONCURRENCY = Key.of(
            "http.limit.concurrency",
            wholeNumber(0, 1_000_000),
            "0",
            "How many requests of one who asks may be under way. 0: any.");
    public static final Key<Integer> HTTP_LIMIT_LIVE = Key.of(
            "http.limit.live",
            wholeNumber(0, 1_000_000),
            "0",
            "How many live streams one who asks may follow at once. 0: any.");
    public static final Key<Optional<Duration>> HTTP_LIMIT_WORK = Key.optional(
            "http.limit.work",
            DURATION,
            "How long the answers to one who asks may take that are made in a second, in the long run, such as 500ms; ten"
                    + " seconds' worth at once. None: any.");
    public static final Key<List<Insecurity>> HTTP_INSECURE = Key.of(
            "http.insecure",
            listOf(Insecurity.class),
            "",
            "What the HTTP API may do without beyond loopback. no-authentication: anybody who reaches it may everything;"
                    + " no-tls: what is said can be read on the way, unless something in front of it does TLS.");
    public static final Key<Optional<Secret>> NODES_SECRET = Key.optional(
            "nodes.secret",
            SECRET,
            "What the nodes of one installation know and nobody else: serving nodes show it to speed nodes. The same in all"
                    + " processes, of at least 16 characters.");
    public static final Key<List<Insecurity>> SPEED_INSECURE = Key.of(
            "speed.insecure",
            listOf(Insecurity.class),
            "",
            "The same of speed.host: no-authentication, if nodes.secret is not given; no-tls.");

    static final List<Key<?>> ALL = List.of(
            HTTP_AUTHENTICATION,
            HTTP_TOKENS,
            HTTP_PASSWORDS,
            HTTP_PASSWORD_CACHE,
            HTTP_JWT_KEYS,
            HTTP_JWT_HMAC,
            HTTP_JWT_ISSUER,
            HTTP_JWT_AUDIENCE,
            HTTP_JWT_PRINCIPAL,
            HTTP_JWT_ROLES,
            HTTP_ACCESS,
            HTTP_AUDIT,
            HTTP_LIMIT_RATE,
            HTTP_LIMIT_CONCURRENCY,
            HTTP_LIMIT_LIVE,
            HTTP_LIMIT_WORK,
            HTTP_INSECURE,
            NODES_SECRET,
            SPEED_INSECURE);

    private AccessKeys() {}
}
