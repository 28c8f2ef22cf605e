package io.tidemark.serving.ranges;

import io.tidemark.http.node.NodePass;
import io.tidemark.http.node.RemoteNode;
import io.tidemark.http.node.RemoteRows;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The nodes that have one range, in other processes. Safe for use by many threads. */
final class RangeOwners {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    /** In a large view there may be many groups without a row in the tiles that are asked for. */
    private static final Duration BETWEEN_ROWS = Duration.ofMinutes(1);

    private final List<Owner> owners;
    /** The one that answered last, which is asked first. */
    private volatile int preferred;

    /** One node cannot be asked for its range; another that has it may be. */
    static final class AwayException extends RuntimeException {
        AwayException(String why, Throwable cause) {
            super(why, cause);
        }
    }

    /** @param uri by which operators know it */
    record Owner(URI uri, RemoteNode node) {}

    RangeOwners(List<URI> owners, NodePass pass) {
        this.owners = owners.stream()
                .map(uri -> new Owner(uri, new RemoteNode(uri, ANSWER, pass, AwayException::new)))
                .toList();
    }

    List<Owner> all() {
        return owners;
    }

    int size() {
        return owners.size();
    }

    /** Which is to be asked first. */
    int preferred() {
        return preferred;
    }

    /**
     * Asks one of them for rows.
     *
     * @throws AwayException if that one cannot be asked
     */
    RemoteRows rows(RangeQuestion question, int asked) {
        RemoteRows rows = owners.get(asked)
                .node()
                .rows(RangeEndpoint.ROWS, RangeQuestion.CONTENT_TYPE, question.encoded(), BETWEEN_ROWS);
        String of = new String(rows.head(), StandardCharsets.UTF_8);
        if (!of.equals(question.view().digest())) {
            rows.close();
            throw new AwayException("it sends rows of another view", null);
        }
        preferred = asked;
        return rows;
    }

    /** Of those that can be asked, whether some have loaded a view; empty if none can be asked. */
    Optional<Boolean> haveLoaded(RangeQuestion question) {
        List<Boolean> said = new ArrayList<>();
        for (Owner owner : owners) {
            try {
                byte[] answer = owner.node().post(RangeEndpoint.LOADED, RangeQuestion.CONTENT_TYPE, question.encoded());
                said.add(answer.length == 1 && answer[0] == 1);
            } catch (AwayException away) {
                // Whoever waited for it would wait as long as it is away.
            }
        }
        return said.isEmpty() ? Optional.empty() : Optional.of(said.contains(true));
    }
}
