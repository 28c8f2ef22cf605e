package io.tidemark.launcher.command.option;

import io.tidemark.batch.schedule.FileBatchControl;
import io.tidemark.batch.storage.Storage;
import io.tidemark.launcher.client.RemoteBatchControl;
import io.tidemark.launcher.config.Keys;
import io.tidemark.seam.BatchControl;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How the batch layer is reached. */
public final class BatchOption {
    @Mixin
    private NodeOption node;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Steers it on the storage.root of this configuration file, without a node.")
    private Optional<Path> file;

    public BatchControl control() {
        return file.map(BatchOption::onStorage).orElseGet(() -> new RemoteBatchControl(node.client()));
    }

    private static BatchControl onStorage(Path file) {
        URI root = ConfigOption.read(file).value(Keys.STORAGE_ROOT);
        return new FileBatchControl(Storage.at(root, new Configuration()), Clock.systemUTC());
    }
}
