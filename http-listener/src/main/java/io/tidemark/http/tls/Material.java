package io.tidemark.http.tls;

import io.tidemark.fault.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What files of certificates and keys said at one moment.
 *
 * @param keys of this side's certificate, under the one alias {@code alias}; empty if it has none
 * @param begin from when on this side's certificate is valid
 * @param end when it is no longer
 * @param chainEnd when one of its chain is no longer
 */
record Material(
        String alias,
        Optional<X509ExtendedKeyManager> keys,
        X509ExtendedTrustManager trust,
        Optional<Instant> begin,
        Optional<Instant> end,
        Optional<Instant> chainEnd) {
    private static final char[] NO_PASSWORD = {};

    /**
     * Reads them.
     *
     * @throws TlsException if one cannot be used
     */
    static Material read(TlsFiles files, String alias) {
        Optional<Pair> own = files.own().map(file -> pair(file, files));
        List<X509Certificate> chain = own.map(Pair::chain).orElse(List.of());
        return new Material(
                alias,
                own.map(pair -> keys(pair, alias)),
                trust(files.trusted()),
                chain.stream().findFirst().map(each -> each.getNotBefore().toInstant()),
                chain.stream().findFirst().map(each -> each.getNotAfter().toInstant()),
                chain.stream().map(each -> each.getNotAfter().toInstant()).min(Comparator.naturalOrder()));
    }

    /** A key and the chain of certificates that is its. */
    private record Pair(PrivateKey key, List<X509Certificate> chain) {}

    private static Pair pair(Path file, TlsFiles files) {
        byte[] bytes = bytes(file);
        Pair pair = PemFile.isPem(bytes)
                ? ofPem(file, bytes, files)
                : ofStore(file, store(file, bytes, files.password()), files.password());
        if (!areOne(pair)) {
            throw new TlsException(
                    "file " + files.key().orElse(file), "is not the key of the certificate", "name its own", null);
        }
        return pair;
    }

    private static Pair ofPem(Path file, byte[] bytes, TlsFiles files) {
        Path keyFile = files.key().orElse(file);
        List<X509Certificate> chain;
        try {
            chain = PemFile.of(bytes).certificates();
        } catch (GeneralSecurityException e) {
            throw unreadable(file, e);
        }
        if (chain.isEmpty()) {
            throw new TlsException(
                    "file " + file, "has no certificate", "put its chain there, the own one first", null);
        }
        try {
            PrivateKey key = PemFile.of(bytes(keyFile))
                    .key(files.password())
                    .orElseThrow(() -> new TlsException(
                            "file " + keyFile,
                            "has no key in PKCS 8's form",
                            "make it so: openssl pkcs8 -topk8 -nocrypt -in FILE",
                            null));
            return new Pair(key, chain);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsException(
                    "file " + keyFile, "has a key that cannot be read", "see that the password is its own", e);
        }
    }

    private static Pair ofStore(Path file, KeyStore store, Optional<String> password) {
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    List<X509Certificate> chain = new ArrayList<>();
                    for (Certificate each : store.getCertificateChain(alias)) {
                        chain.add((X509Certificate) each);
                    }
                    return new Pair((PrivateKey) store.getKey(alias, characters(password)), chain);
                }
            }
        } catch (GeneralSecurityException e) {
            throw unreadable(file, e);
        }
        throw new TlsException("file " + file, "has no key with its certificate", "put them there", null);
    }

    /** Whether what the key signs is what the certificate vouches for. */
    private static boolean areOne(Pair pair) {
        PublicKey publicKey = pair.chain().get(0).getPublicKey();
        String algorithm =
                switch (pair.key().getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> pair.key().getAlgorithm();
                };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(pair.key());
            signing.update(NO_TEXT);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(publicKey);
            verifying.update(NO_TEXT);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException anotherKind) {
            return false;
        }
    }

    private static final byte[] NO_TEXT = {1};

    private static X509ExtendedKeyManager keys(Pair pair, String alias) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(alias, pair.key(), NO_PASSWORD, pair.chain().toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(store, NO_PASSWORD);
            return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java has PKCS12: " + Reason.of(e), e);
        }
    }

    private static X509ExtendedTrustManager trust(Optional<Path> trusted) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted.map(Material::trustedStore).orElse(null));
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new TlsException(
                    "file " + trusted.map(Path::toString).orElse("of Java's trusted certificates"),
                    "cannot be used: " + Reason.of(e),
                    "name another",
                    e);
        }
    }

    private static KeyStore trustedStore(Path file) {
        byte[] bytes = bytes(file);
        try {
            List<X509Certificate> certificates = PemFile.isPem(bytes)
                    ? PemFile.of(bytes).certificates()
                    : certificates(store(file, bytes, Optional.empty()));
            if (certificates.isEmpty()) {
                throw new TlsException("file " + file, "has no certificate", "put there whom to trust", null);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("trusted-" + i, certificates.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw unreadable(file, e);
        }
    }

    private static List<X509Certificate> certificates(KeyStore store) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                certificates.add(certificate);
            }
        }
        return certificates;
    }

    private static KeyStore store(Path file, byte[] bytes, Optional<String> password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), characters(password));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw unreadable(file, e);
        }
    }

    private static char[] characters(Optional<String> password) {
        return password.map(String::toCharArray).orElse(null);
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new TlsException(
                    "file " + file, "cannot be read: " + Reason.of(e), "put it there, with the right to read it", e);
        }
    }

    private static TlsException unreadable(Path file, Exception e) {
        return new TlsException(
                "file " + file,
                "is neither PEM nor a PKCS12 key store that the password opens: " + Reason.of(e),
                "see that it is whole, and the password its own",
                e);
    }
}
