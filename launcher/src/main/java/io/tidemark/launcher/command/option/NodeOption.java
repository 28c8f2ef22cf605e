package io.tidemark.launcher.command.option;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.tls.Tls;
import io.tidemark.http.tls.TlsException;
import io.tidemark.http.tls.TlsFiles;
import io.tidemark.launcher.access.Loopback;
import io.tidemark.launcher.client.NodeClient;
import io.tidemark.launcher.config.ConfigException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

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

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    public NodeClient client() {
        Optional<String> authorization = who.authorization(System.getenv());
        if (authorization.isPresent() && isReadOnTheWay(url)) {
            spec.commandLine()
                    .getErr()
                    .println(new Fault(
                            "TM-CLI-009",
                            "node " + url,
                            "is not on this machine and asked without TLS, so that what says who asks can be read on the way",
                            "ask it over https, and change the password or token if others could listen"));
        }
        return new NodeClient(url, authorization, authority.map(NodeOption::trusting));
    }

    private static boolean isReadOnTheWay(URI node) {
        return "http".equals(node.getScheme()) && node.getHost() != null && !Loopback.is(node.getHost());
    }

    private static SSLContext trusting(Path file) {
        try {
            return new Tls(TlsFiles.trusting(file), new Faults(FaultListener.NONE), Clock.systemUTC()).context();
        } catch (TlsException e) {
            throw new ConfigException(List.of(e.fault()));
        }
    }
}
