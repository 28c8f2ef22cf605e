package io.tidemark.serving.ranges;

import io.tidemark.http.node.NodePass;
import io.tidemark.http.node.RemoteNode;
import io.tidemark.http.node.RemoteRows;
import io.tidemark.serving.calls.Calls;
import io.tidemark.serving.calls.Pace;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The nodes that have one range, in other processes. Safe for use by many threads. */
final class RangeOwners {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    /** In a large view there may be many groups without a row in the tiles that are asked for. */
    private static final Duration BETWEEN_ROWS = Duration.ofMinutes(1);

    private final List<Owner> owners;
    private final Executor asks;
    /** The one that answered last, which is asked first. */
    private volatile int preferred;

    /** One node cannot be asked for its range; another that has it may be. */
    static final class AwayException extends RuntimeException {
        AwayException(String why, Throwable cause) {
            super(why, cause);
        }
    }

    /** @param uri by which operators know it */
    record Owner(URI uri, RemoteNode node, Pace pace) {}

    /** @param asks where others than who asks wait for them */
    RangeOwners(List<URI> owners, NodePass pass, Executor asks) {
        this.owners = owners.stream()
                .map(uri -> new Owner(uri, new RemoteNode(uri, ANSWER, pass, AwayException::new), new Pace()))
                .toList();
        this.asks = asks;
    }

    List<Owner> all() {
        return owners;
    }

    /** In the order in which they are to be asked: those last that are in doubt. */
    Deque<Owner> inOrder() {
        Deque<Owner> inDoubt = new ArrayDeque<>(owners.size());
        Deque<Owner> inOrder = new ArrayDeque<>(owners.size());
        for (int i = 0; i < owners.size(); i++) {
            Owner owner = owners.get((preferred + i) % owners.size());
            (owner.pace().isDoubtful() ? inDoubt : inOrder).add(owner);
        }
        inOrder.addAll(inDoubt);
        return inOrder;
    }

    /** This one is to be asked first. */
    void prefer(Owner owner) {
        preferred = owners.indexOf(owner);
    }

    /** A question's calls. */
    <A> Calls<Owner, A> calls(Consumer<A> drop) {
        // Of one that is alone nobody looks whether it is late.
        return new Calls<>(owners.size() > 1 ? asks : Runnable::run, drop, thrown -> false);
    }

    /** Does what waits for them beside who asks. */
    <T> CompletableFuture<T> aside(Supplier<T> waiting) {
        return CompletableFuture.supplyAsync(waiting, asks);
    }

    /**
     * Asks one of them for rows.
     *
     * @throws AwayException if that one cannot be asked
     */
    RemoteRows rows(RangeQuestion question, Owner owner) {
        RemoteRows rows =
                owner.node().rows(RangeEndpoint.ROWS, RangeQuestion.CONTENT_TYPE, question.encoded(), patience(owner));
        String of = new String(rows.head(), StandardCharsets.UTF_8);
        if (!of.equals(question.view().digest())) {
            rows.close();
            throw new AwayException("it sends rows of another view", null);
        }
        return rows;
    }

    /** Where another can be asked for what does not come, it may take less long. */
    private Duration patience(Owner owner) {
        return owners.stream()
                        .anyMatch(other -> !other.equals(owner) && !other.pace().isDoubtful())
                ? ANSWER
                : BETWEEN_ROWS;
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
