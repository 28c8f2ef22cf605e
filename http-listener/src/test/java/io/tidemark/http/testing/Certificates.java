package io.tidemark.http.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** An authority of its own, and certificates of it, made by the JDK's {@code keytool}. */
public final class Certificates {
    public static final String PASSWORD = "of-the-test";

    private final Path store;

    public Certificates(Path directory, String name) {
        store = directory.resolve(name + ".p12");
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-ext", "bc:c", "-validity", "30");
    }

    /** Makes one for this machine's own address; {@code options} such as {@code -startdate -9d -validity 3}. */
    public Certificates issue(String alias, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-ext",
                "SAN=ip:127.0.0.1,dns:localhost",
                "-signer",
                "ca"));
        all.addAll(Arrays.asList(options));
        keytool(all.toArray(String[]::new));
        return this;
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate, in PEM. */
    public Path authority() throws IOException, GeneralSecurityException {
        return put(
                store.resolveSibling(store.getFileName() + ".ca.pem"),
                pem("CERTIFICATE", open().getCertificate("ca").getEncoded()));
    }

    /** Replaces a file by a certificate with its chain, in PEM. */
    public Path chain(String alias, Path file) throws IOException, GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (Certificate each : open().getCertificateChain(alias)) {
            text.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return put(file, text.toString());
    }

    /** Replaces a file by the key of a certificate, in PEM. */
    public Path key(String alias, Path file) throws IOException, GeneralSecurityException {
        return put(
                file,
                pem("PRIVATE KEY", open().getKey(alias, PASSWORD.toCharArray()).getEncoded()));
    }

    /** Replaces a file by a key store of one certificate and its key. */
    public Path keyStore(String alias, Path file) throws IOException, GeneralSecurityException {
        KeyStore one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        char[] password = PASSWORD.toCharArray();
        one.setKeyEntry(alias, open().getKey(alias, password), password, open().getCertificateChain(alias));
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (OutputStream out = Files.newOutputStream(next)) {
            one.store(out, password);
        }
        return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private KeyStore open() throws IOException, GeneralSecurityException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            all.load(in, PASSWORD.toCharArray());
        }
        return all;
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    private static Path put(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
        return Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
