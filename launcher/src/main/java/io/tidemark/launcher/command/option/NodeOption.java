package io.tidemark.launcher.command.option;

import io.tidemark.launcher.client.NodeClient;
import java.net.URI;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which node a command asks. */
public final class NodeOption {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:TIDEMARK_URL:-http://127.0.0.1:8080}",
            description = "The serving node. Default: ${DEFAULT-VALUE}.")
    private URI url;

    @Mixin
    private WhoAsks who;

    public NodeClient client() {
        return new NodeClient(url, who.authorization(System.getenv()));
    }
}
