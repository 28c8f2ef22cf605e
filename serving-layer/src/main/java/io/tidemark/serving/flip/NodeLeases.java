package io.tidemark.serving.flip;

import io.tidemark.seam.SpeedNodes;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.seam.TidemarkLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Keeps the tidemarks leased at all speed nodes that are known, side by side: one that does not answer holds up none, neither
 * a load. Safe for use by many threads.
 */
public final class NodeLeases {
    /** A node that takes longer to take a lease has it, or loses it, without being waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final SpeedNodes nodes;
    private final Function<Node, LeaseKeeper> making;
    private final Executor threads;
    private final Duration rest;
    private final Map<Node, LeaseKeeper> keepers = new ConcurrentHashMap<>();
    private final Set<Node> busy = ConcurrentHashMap.newKeySet();

    /** @param rest between two looks at what is due */
    NodeLeases(SpeedNodes nodes, Function<Node, LeaseKeeper> making, Executor threads, Duration rest) {
        this.nodes = nodes;
        this.making = making;
        this.threads = threads;
        this.rest = rest;
    }

    /**
     * Has renewed begun, at each node, what is due there; not at one that has not answered the last time yet.
     *
     * @return when to look again
     */
    public Duration step() {
        List<Node> present = nodes.present();
        Set<Node> gone = new HashSet<>(keepers.keySet());
        present.forEach(gone::remove);
        gone.forEach(node -> keepers.remove(node).close());
        present.stream().filter(busy::add).forEach(node -> {
            try {
                threads.execute(() -> step(node));
            } catch (Throwable refused) {
                busy.remove(node);
                throw refused;
            }
        });
        return rest;
    }

    private void step(Node node) {
        try {
            keeper(node).step();
        } finally {
            busy.remove(node);
        }
    }

    private LeaseKeeper keeper(Node node) {
        return keepers.computeIfAbsent(node, making);
    }

    /** Takes a lease at each node, and returns once each has it, or cannot be asked, or lets wait. */
    void hold(TidemarkLease lease) {
        List<CompletableFuture<?>> held = new ArrayList<>();
        for (Node node : nodes.present()) {
            LeaseKeeper keeper = keeper(node);
            CompletableFuture<?> holding = CompletableFuture.runAsync(() -> keeper.hold(lease), threads);
            if (!keeper.isRefused()) {
                held.add(holding);
            }
        }
        try {
            CompletableFuture.allOf(held.toArray(CompletableFuture<?>[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            // Whoever is late answers for what it has; its partitions are another's, or typed missing.
            return;
        } catch (ExecutionException unexpected) {
            throw new IllegalStateException("a lease cannot be asked for", unexpected);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("ended while leases were taken");
        }
    }
}
