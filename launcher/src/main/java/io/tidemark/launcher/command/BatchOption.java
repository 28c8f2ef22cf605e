package io.tidemark.launcher.command;

import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.client.RemoteBatchControl;
import io.tidemark.seam.BatchControl;
import java.net.URI;
import picocli.CommandLine.Option;

/** How the batch layer is reached. */
final class BatchOption {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "The serving node to steer it through. Default: ${DEFAULT-VALUE}.")
    private URI url;

    BatchControl control() {
        return new RemoteBatchControl(new NodeClient(url));
    }
}
