package io.tidemark.launcher.command.option;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.tls.Tls;
import io.tidemark.http.tls.TlsException;
import io.tidemark.http.tls.TlsFiles;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.config.ConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
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

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            defaultValue = "${env:TIDEMARK_CA}",
            description =
                    "Whom the certificate of an https node must come from: certificates in PEM, or a PKCS12 key store"
                            + " without a password. Default: TIDEMARK_CA of the environment, or whom Java trusts.")
    private Optional<Path> authority = Optional.empty();

    @Mixin
    private WhoAsks who;

    public NodeClient client() {
        return new NodeClient(url, who.authorization(System.getenv()), authority.map(NodeOption::trusting));
    }

    private static SSLContext trusting(Path file) {
        try {
            return new Tls(TlsFiles.trusting(file), new Faults(FaultListener.NONE), Clock.systemUTC()).context();
        } catch (TlsException e) {
            throw new ConfigException(List.of(e.fault()));
        }
    }
}
