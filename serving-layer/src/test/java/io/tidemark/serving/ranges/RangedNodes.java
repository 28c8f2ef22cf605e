package io.tidemark.serving.ranges;

import io.tidemark.http.ListenerSettings;
import io.tidemark.http.identity.NodesSecret;
import io.tidemark.http.node.NodePass;
import io.tidemark.seam.RealtimeView;
import io.tidemark.serving.ServingNode;
import io.tidemark.serving.ServingSettings;
import io.tidemark.serving.testing.HttpBench;
import io.tidemark.serving.testing.InMemoryBatchViews;
import io.tidemark.serving.testing.RecordingBatchControl;
import io.tidemark.serving.testing.SalesModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Serving nodes over one batch layer and one speed layer, each with one range, and one that has all. */
final class RangedNodes implements AutoCloseable {
    private static final NodePass PASS =
            new NodePass(Optional.of(new NodesSecret("what the nodes know")), Optional.empty());

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path directory;
    private final InMemoryBatchViews batch;
    private final RealtimeView realtime;
    private final List<Integer> ports;
    private final List<List<URI>> owners = new ArrayList<>();
    private final List<ServingNode> nodes = new ArrayList<>();
    final ServingNode whole;

    /** @param replicas how many nodes have each range: the node of number i has that of number i / replicas */
    RangedNodes(Path directory, InMemoryBatchViews batch, RealtimeView realtime, int ranges, int replicas) {
        this.directory = directory;
        this.batch = batch;
        this.realtime = realtime;
        this.ports = freePorts(ranges * replicas);
        for (int range = 0; range < ranges; range++) {
            owners.add(ports.subList(range * replicas, (range + 1) * replicas).stream()
                    .map(port -> URI.create("http://127.0.0.1:" + port))
                    .toList());
        }
        whole = started(settings("whole"));
    }

    /** Starts the next node. */
    ServingNode start(String borders) {
        int number = nodes.size();
        int range = number / owners.get(0).size();
        ServingNode node = started(settings("ranged-" + number)
                .dividing(new RangeSettings(
                        borders, range + 1, owners, ListenerSettings.on("127.0.0.1", ports.get(number)), PASS)));
        nodes.add(node);
        return node;
    }

    private ServingSettings settings(String name) {
        return ServingSettings.of(name, directory.resolve(name), HttpBench.quick())
                .polling(Duration.ofMillis(20));
    }

    private ServingNode started(ServingSettings settings) {
        ServingNode node = new ServingNode(
                SalesModel.MODEL, settings, List.of(realtime), batch, new RecordingBatchControl(), Clock.systemUTC());
        node.start();
        return node;
    }

    ServingNode node(int number) {
        return nodes.get(number);
    }

    void awaitManifest(long number) {
        List<ServingNode> all = new ArrayList<>(nodes);
        all.add(whole);
        for (ServingNode node : all) {
            HttpBench.await(() -> {
                for (var of : HttpBench.parse(get(node, "/v1/status").body()).path("aggregations")) {
                    if (of.path("manifest").asLong() < number) {
                        return false;
                    }
                }
                return true;
            });
        }
    }

    HttpResponse<String> get(ServingNode node, String path, String... headers) {
        return get(node.uri().resolve(path), headers);
    }

    HttpResponse<String> get(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                taken.add(new ServerSocket(0));
            }
            List<Integer> ports = taken.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : taken) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(ServingNode::close);
        whole.close();
    }
}
