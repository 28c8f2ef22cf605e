package io.tidemark.launcher.config;

import static io.tidemark.launcher.config.ValueType.PEERS;
import static io.tidemark.launcher.config.ValueType.TEXT;
import static io.tidemark.launcher.config.ValueType.listOf;
import static io.tidemark.launcher.config.ValueType.wholeNumber;

import io.tidemark.launcher.config.AccessKeys.Insecurity;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Every key about views that are divided among serving nodes. */
public final class ServingKeys {
    public static final Key<Optional<String>> RANGES = Key.optional(
            "serving.ranges",
            TEXT,
            "Which aggregations' views are divided among serving nodes by ranges of groups, and where the second range begins"
                    + " and each further one, in JSON: `{\"customers\": [300000, 600000]}`. A border is a value of the first"
                    + " group field, or a list of values of the first ones. What is not named every node has whole. The"
                    + " same in all serving processes. None: every node has everything.");
    public static final Key<List<List<URI>>> PEERS_OF_RANGES = Key.of(
            "serving.peers",
            PEERS,
            "",
            "The serving nodes of each of these ranges in turn, by serving.host and serving.port, with | between those of one:"
                    + " `http://a:8082|http://b:8082,http://c:8082`. The same in all serving processes.");
    public static final Key<Optional<Integer>> RANGE = Key.optional(
            "serving.range",
            wholeNumber(1, 100_000),
            "Which of these ranges this process's serving node has: 1, the first of serving.peers.");
    public static final Key<String> HOST = Key.of(
            "serving.host",
            TEXT,
            "127.0.0.1",
            "The address on which a serving node is asked for its range by the others.");
    public static final Key<Optional<Integer>> PORT =
            Key.optional("serving.port", wholeNumber(0, 65_535), "The port for that. 0: a free one.");
    public static final Key<List<Insecurity>> INSECURE = Key.of(
            "serving.insecure",
            listOf(Insecurity.class),
            "",
            "What serving.host may do without beyond loopback: no-authentication, if nodes.secret is not given; no-tls.");

    static final List<Key<?>> ALL = List.of(RANGES, PEERS_OF_RANGES, RANGE, HOST, PORT, INSECURE);

    private ServingKeys() {}
}
