package io.tidemark.speed.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.node.NodePass;
import io.tidemark.http.testing.Certificates;
import io.tidemark.http.tls.Tls;
import io.tidemark.http.tls.TlsFiles;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a node in another process, where both show a certificate. */
class TlsRealtimeViewTest extends RealtimeViewContract {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    static Path certificates;

    private static Certificates ours;
    private static Certificates others;
    private RealtimeEndpoint endpoint;

    @BeforeAll
    static void issue() {
        ours = new Certificates(certificates, "ours")
                .issue("speed")
                .issue("serving")
                .issue("expired", "-startdate", "-9d", "-validity", "3");
        others = new Certificates(certificates, "others").issue("serving");
    }

    private static TlsFiles files(Certificates of, String alias) {
        try {
            Path own = of.keyStore(alias, certificates.resolve(alias + System.nanoTime()));
            return new TlsFiles(
                    Optional.of(own),
                    Optional.empty(),
                    Optional.of(Certificates.PASSWORD),
                    Optional.of(ours.authority()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private RemoteRealtimeView as(TlsFiles files) {
        Tls tls = new Tls(files, new Faults(FaultListener.NONE), Clock.systemUTC());
        return new RemoteRealtimeView(
                endpoint.uri(), model, PATIENCE, new NodePass(Optional.empty(), Optional.of(tls.context())));
    }

    @Override
    RealtimeView form(SpeedView ofTheNode) {
        ListenerSettings settings = ListenerSettings.on("127.0.0.1", 0).with(Optional.of(files(ours, "speed")));
        endpoint = new RealtimeEndpoint(ofTheNode, settings, new Faults(FaultListener.NONE));
        return as(files(ours, "serving"));
    }

    @AfterEach
    void closeEndpoint() {
        endpoint.close();
    }

    @Test
    void whoHasNoCertificateOfOursIsNotAnswered() throws Exception {
        assertEquals("https", endpoint.uri().getScheme());
        for (TlsFiles files :
                new TlsFiles[] {TlsFiles.trusting(ours.authority()), files(others, "serving"), files(ours, "expired")
                }) {
            try (RealtimeView stranger = as(files)) {
                RuntimeException away = assertThrows(RealtimeUnavailableException.class, stranger::status);
                assertTrue(away.getMessage().startsWith("speed node https://127.0.0.1:"), away.getMessage());
            }
        }
        try (RealtimeView node = as(files(ours, "serving"))) {
            node.status();
        }
    }
}
