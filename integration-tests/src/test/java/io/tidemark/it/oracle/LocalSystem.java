package io.tidemark.it.oracle;

import io.tidemark.fault.FaultListener;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.node.AllInOne;
import io.tidemark.launcher.node.Closing;
import io.tidemark.launcher.node.DataDirectory;
import io.tidemark.launcher.node.NodeSettings;
import io.tidemark.model.Model;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** A node in this JVM, with settings for impatient tests. */
public final class LocalSystem implements AutoCloseable {
    private final AllInOne node;
    private final Closing closing;

    private LocalSystem(AllInOne node, Closing closing) {
        this.node = node;
        this.closing = closing;
    }

    /**
     * Starts a node.
     *
     * @param directory what relative paths start from
     * @param further keys of the configuration
     */
    public static LocalSystem start(Model model, Path directory, String bootstrapServers, Map<String, String> further) {
        return start(model, directory, bootstrapServers, further, FaultListener.NONE);
    }

    /** The same for a program that wants to know of faults. */
    public static LocalSystem start(
            Model model, Path directory, String bootstrapServers, Map<String, String> further, FaultListener listener) {
        Map<String, String> written = new HashMap<>(Map.of(
                Keys.ARCHIVE_IDLE_GRACE.name(),
                "500ms",
                Keys.MODEL_CLASS.name(),
                model.name(),
                Keys.KAFKA_BOOTSTRAP.name(),
                bootstrapServers,
                Keys.BATCH_INTERVAL.name(),
                "2s",
                Keys.MANIFEST_POLL.name(),
                "50ms",
                Keys.SPEED_TICK.name(),
                "200ms",
                Keys.HTTP_PORT.name(),
                "0"));
        written.putAll(further);
        Config config = Config.of(written, "test", directory.toAbsolutePath());
        Closing closing = Closing.whenTold();
        try {
            closing.add(DataDirectory.hold(config.value(Keys.DATA_DIRECTORY)));
            AllInOne node = closing.add(new AllInOne(model, NodeSettings.of(config), Clock.systemUTC(), listener));
            node.start();
            return new LocalSystem(node, closing);
        } catch (RuntimeException refused) {
            closing.close();
            throw refused;
        }
    }

    public AllInOne node() {
        return node;
    }

    public NodeClient client() {
        return new NodeClient(node.uri().orElseThrow());
    }

    @Override
    public void close() {
        closing.close();
    }
}
