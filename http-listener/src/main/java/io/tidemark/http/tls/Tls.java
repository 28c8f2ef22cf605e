package io.tidemark.http.tls;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One side of TLS, whose certificates and keys follow their files. Files that cannot be used leave those of before, and are
 * a fault until they can; so is a certificate that is no longer valid, or not for long. {@link #look} is for one thread,
 * everything else for any.
 */
public final class Tls {
    /** What is spoken; nothing older. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final Duration SOON = Duration.ofDays(7);

    private final TlsFiles files;
    private final FaultSource faults;
    private final Clock clock;
    private final SSLContext context;
    private List<Object> seen;
    private int generation;
    private volatile Material now;
    /** A handshake that began with it ends with it. */
    private volatile Material before;

    /**
     * Reads the files for the first time.
     *
     * @throws TlsException if one cannot be used
     */
    public Tls(TlsFiles files, Faults faults, Clock clock) {
        this.files = files;
        this.faults = faults.source();
        this.clock = clock;
        this.seen = stamps();
        this.now = Material.read(files, "0");
        this.before = now;
        try {
            context = SSLContext.getInstance("TLS");
            KeyManager[] keys = files.own().isPresent() ? new KeyManager[] {new Keys()} : null;
            context.init(keys, new TrustManager[] {new Trust()}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
        tellOfEnd();
    }

    public SSLContext context() {
        return context;
    }

    /** Whether a certificate is wanted of who asks. */
    public boolean wantsCertificates() {
        return files.trusted().isPresent();
    }

    /** Reads the files again if one was changed. */
    public void look() {
        List<Object> stamps = stamps();
        if (!stamps.equals(seen)) {
            readAgain(stamps);
        }
        tellOfEnd();
    }

    private void readAgain(List<Object> stamps) {
        try {
            Material next = Material.read(files, Integer.toString(++generation));
            if (next.end().filter(end -> end.isBefore(clock.instant())).isPresent()) {
                throw new TlsException(
                        place(), "has a certificate that is no longer valid", "put a new one there", null);
            }
            before = now;
            now = next;
            seen = stamps;
            faults.clear(place());
            LOG.info("Certificates were read again: files={}", files);
        } catch (TlsException e) {
            // It may be half written: it is tried again at each look.
            Fault fault = e.fault();
            faults.raise(new Fault(
                    fault.code(),
                    place(),
                    fault.place() + " " + fault.fault() + "; what was there before counts",
                    fault.mend()));
        }
    }

    private void tellOfEnd() {
        String place = "certificate of files " + files;
        Instant begin = now.begin().orElse(Instant.MIN);
        Instant end = now.chainEnd().orElse(Instant.MAX);
        if (begin.isAfter(clock.instant())) {
            faults.raise(new Fault(
                    "TM-TLS-002", place, "is valid only from " + begin + " on", "set the clock, or put another there"));
        } else if (end.isBefore(clock.instant().plus(SOON))) {
            String is = end.isBefore(clock.instant()) ? "has been no longer valid since " : "is valid only until ";
            faults.raise(new Fault(
                    "TM-TLS-002",
                    place,
                    is + end,
                    "put a new one there, with its chain; it is read without a restart"));
        } else {
            faults.clear(place);
        }
    }

    private String place() {
        return "files " + files;
    }

    /** Of each file what tells whether it is another than before. */
    private List<Object> stamps() {
        List<Object> stamps = new ArrayList<>();
        for (Path file : files.all()) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.add(attributes.lastModifiedTime());
                stamps.add(attributes.size());
                stamps.add(String.valueOf(attributes.fileKey()));
            } catch (IOException notThere) {
                stamps.add("not there");
            }
        }
        return stamps;
    }

    /** The keys of the moment; an alias that was chosen a moment ago still is that one's. */
    private final class Keys extends X509ExtendedKeyManager {
        private X509ExtendedKeyManager of(Material material) {
            return material.keys().orElseThrow();
        }

        private X509ExtendedKeyManager of(String alias) {
            return of(alias.equals(before.alias()) ? before : now);
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return of(now).chooseEngineClientAlias(types, issuers, engine);
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return of(now).chooseEngineServerAlias(type, issuers, engine);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return of(now).getClientAliases(type, issuers);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return of(now).chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return of(now).getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return of(now).chooseServerAlias(type, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return of(alias).getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return of(alias).getPrivateKey(alias);
        }
    }

    /** Whom to trust at the moment. */
    private final class Trust extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            now.trust().checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            now.trust().checkServerTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            now.trust().checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            now.trust().checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            now.trust().checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            now.trust().checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return now.trust().getAcceptedIssuers();
        }
    }
}
