package io.tidemark.http.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.testing.Certificates;
import io.tidemark.http.testing.ListenerBench;
import io.tidemark.http.testing.RawClient;
import io.tidemark.http.testing.RawClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Real handshakes, with real certificates. */
@Timeout(120)
final class TlsTest {
    private static final Optional<String> PASSWORD = Optional.of(Certificates.PASSWORD);

    @TempDir
    static Path directory;

    private static Certificates ours;
    private static Certificates others;

    @BeforeAll
    static void issue() {
        ours = new Certificates(directory, "ours")
                .issue("node")
                .issue("second")
                .issue("expired", "-startdate", "-9d", "-validity", "3")
                .issue("ending", "-validity", "3");
        others = new Certificates(directory, "others").issue("node");
    }

    private static TlsFiles files(Path own, Optional<Path> trusted) {
        return new TlsFiles(Optional.of(own), Optional.empty(), PASSWORD, trusted);
    }

    private static ListenerBench bench(TlsFiles files) {
        return new ListenerBench(ListenerBench.quick().with(Optional.of(files)));
    }

    private static SSLContext client(TlsFiles files) {
        return new Tls(files, new Faults(FaultListener.NONE), Clock.systemUTC()).context();
    }

    private static HttpResponse<String> get(ListenerBench bench, SSLContext context) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(context)
                .build()
                .send(HttpRequest.newBuilder(URI.create(bench.uri() + "items")).build(), BodyHandlers.ofString());
    }

    /** Whose certificate a listener presents. */
    private static String presented(ListenerBench bench) throws Exception {
        SSLContext context = client(TlsFiles.trusting(ours.authority()));
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(bench.uri().getHost(), bench.uri().getPort())) {
            socket.startHandshake();
            X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return own.getSubjectX500Principal().getName();
        }
    }

    private static Path store(String alias) throws Exception {
        return ours.keyStore(alias, directory.resolve(alias + "-" + System.nanoTime() + ".p12"));
    }

    private static void refused(Executable asking) {
        assertThrows(IOException.class, asking);
    }

    private static void await(Executable condition) throws Throwable {
        long end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                condition.execute();
                return;
            } catch (AssertionError notYet) {
                if (System.nanoTime() > end) {
                    throw notYet;
                }
                Thread.sleep(50);
            }
        }
    }

    @Test
    void aKeyStoreAndAPairInPemBothServe() throws Exception {
        Path chain = ours.chain("node", directory.resolve("chain.pem"));
        Path key = ours.key("node", directory.resolve("key.pem"));
        Path both = Files.writeString(directory.resolve("both.pem"), Files.readString(key) + Files.readString(chain));
        for (TlsFiles files : new TlsFiles[] {
            files(store("node"), Optional.empty()),
            new TlsFiles(Optional.of(chain), Optional.of(key), Optional.empty(), Optional.empty()),
            new TlsFiles(Optional.of(both), Optional.empty(), Optional.empty(), Optional.empty())
        }) {
            try (ListenerBench bench = bench(files)) {
                assertEquals("https", bench.uri().getScheme());
                HttpResponse<String> answer = get(bench, client(TlsFiles.trusting(ours.authority())));
                assertEquals("all", answer.body());
                assertEquals(
                        "max-age=31536000",
                        answer.headers().firstValue("Strict-Transport-Security").orElse(""));
                assertTrue(bench.faults.standing().isEmpty());
                refused(() -> get(bench, client(TlsFiles.trusting(others.authority()))));
                refused(() -> get(bench, SSLContext.getDefault()));
            }
        }
    }

    @Test
    void whatIsOlderOrNotTlsIsNotAnswered() throws Exception {
        try (ListenerBench bench = bench(files(store("node"), Optional.empty()))) {
            SSLContext context = client(TlsFiles.trusting(ours.authority()));
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(bench.uri().getHost(), bench.uri().getPort())) {
                socket.setEnabledProtocols(new String[] {"TLSv1.1"});
                assertThrows(SSLException.class, socket::startHandshake);
            }
            assertEquals("all", get(bench, context).body());
        }
    }

    @Test
    void whoAsksWithoutTlsIsToldSo() throws Exception {
        List<TlsFiles> both =
                List.of(files(store("node"), Optional.empty()), files(store("node"), Optional.of(ours.authority())));
        for (TlsFiles files : both) {
            try (ListenerBench bench = bench(files)) {
                for (String target : new String[] {"/items", "/fails", "https://" + bench.host() + "/items"}) {
                    try (RawClient plain = bench.raw()) {
                        Answer told = plain.send("GET " + target + " HTTP/1.1\r\nHost: " + bench.host() + "\r\n\r\n")
                                .answer();
                        assertEquals(400, told.status());
                        assertTrue(told.body().contains("TM-HTTP-056"), told::body);
                        assertTrue(told.body().contains("https://"), told::body);
                        assertTrue(told.ends(), told::toString);
                        assertEquals("", told.header("strict-transport-security"));
                        assertTrue(plain.hasEnded());
                    }
                }
                try (RawClient odd = bench.raw()) {
                    assertEquals(400, odd.send("\0\0\0\r\n\r\n").answer().status());
                }
                assertEquals(List.of(), bench.faults.standing());
            }
        }
    }

    @Test
    void whoSaysNothingIsCountedBeforeItIsKnownHowTheySpeak() throws Exception {
        try (ListenerBench bench = bench(files(store("node"), Optional.empty()))) {
            List<RawClient> silent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                silent.add(bench.raw());
            }
            SSLContext context = client(TlsFiles.trusting(ours.authority()));
            assertEquals("all", get(bench, context).body());
            assertTrue(bench.connections() <= 17, () -> bench.connections() + " connections");
            // And those of them that stay are let go when no request comes.
            for (RawClient each : silent) {
                assertTrue(each.hasEnded());
                each.close();
            }
        }
    }

    @Test
    void filesThatChangeAreReadAndOnesThatAreBrokenAreNot() throws Throwable {
        Path file = store("node");
        try (ListenerBench bench = bench(files(file, Optional.empty()))) {
            assertEquals("CN=node", presented(bench));
            ours.keyStore("second", file);
            await(() -> assertEquals("CN=second", presented(bench)));
            assertTrue(bench.faults.standing().isEmpty());

            Files.writeString(file, "half a fil");
            await(() -> assertEquals(1, bench.faults.standing().size()));
            assertEquals("TM-TLS-001", bench.faults.standing().get(0).code());
            assertEquals("CN=second", presented(bench));

            ours.keyStore("expired", file);
            await(() -> assertTrue(bench.faults.standing().toString().contains("no longer valid")));
            assertEquals("CN=second", presented(bench));

            Files.delete(file);
            await(() -> assertTrue(bench.faults.standing().toString().contains("cannot be read")));
            assertEquals("CN=second", presented(bench));

            ours.keyStore("node", file);
            await(() -> assertEquals("CN=node", presented(bench)));
            await(() -> assertTrue(bench.faults.standing().isEmpty()));
        }
    }

    @Test
    void whoAsksMustHaveACertificateOfThoseThatAreTrusted() throws Exception {
        Optional<Path> trusted = Optional.of(ours.authority());
        try (ListenerBench bench = bench(files(store("node"), trusted))) {
            assertEquals(
                    "all", get(bench, client(files(store("second"), trusted))).body());
            refused(() -> get(bench, client(TlsFiles.trusting(ours.authority()))));
            refused(() -> get(bench, client(files(store("expired"), trusted))));
            Path foreign = others.keyStore("node", directory.resolve("foreign.p12"));
            refused(() -> get(bench, client(files(foreign, trusted))));
            assertEquals(
                    "all", get(bench, client(files(store("second"), trusted))).body());
        }
    }

    @Test
    void aCertificateThatEndsIsAFault() throws Exception {
        for (String alias : new String[] {"expired", "ending"}) {
            try (ListenerBench bench = bench(files(store(alias), Optional.empty()))) {
                assertEquals("TM-TLS-002", bench.faults.standing().get(0).code());
            }
        }
        try (ListenerBench bench = bench(files(store("expired"), Optional.empty()))) {
            refused(() -> get(bench, client(TlsFiles.trusting(ours.authority()))));
        }
    }

    @Test
    void filesThatCannotBeUsedAreNamedAtTheStart() throws Exception {
        Path chain = ours.chain("node", directory.resolve("chain-of-node.pem"));
        Path otherKey = ours.key("second", directory.resolve("key-of-second.pem"));
        says("is not the key of the certificate", chain, Optional.of(otherKey), Optional.empty());
        says("has no key in PKCS 8's form", chain, Optional.empty(), Optional.empty());
        says("has no certificate", otherKey, Optional.empty(), Optional.empty());
        says("cannot be read", directory.resolve("nowhere"), Optional.empty(), Optional.empty());
        says("neither PEM nor a PKCS12", store("node"), Optional.empty(), Optional.of("wrong"));
    }

    private static void says(String words, Path own, Optional<Path> key, Optional<String> password) {
        TlsFiles files = new TlsFiles(Optional.of(own), key, password, Optional.empty());
        TlsException said = assertThrows(TlsException.class, () -> client(files));
        assertTrue(said.getMessage().contains(words), said.getMessage());
        assertTrue(said.getMessage().startsWith("TM-TLS-001 file " + directory), said.getMessage());
    }
}
