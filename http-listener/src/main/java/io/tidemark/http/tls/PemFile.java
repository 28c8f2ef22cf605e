package io.tidemark.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** What stands in a file in PEM: certificates, and a key in PKCS 8's form. */
final class PemFile {
    private static final Pattern PART =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final String[] KEY_KINDS = {"RSA", "EC", "Ed25519", "Ed448"};

    private final String text;

    private PemFile(String text) {
        this.text = text;
    }

    static boolean isPem(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    static PemFile of(byte[] bytes) {
        return new PemFile(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    List<X509Certificate> certificates() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        for (Matcher part = PART.matcher(text); part.find(); ) {
            if (part.group(1).endsWith("CERTIFICATE")) {
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes(part))));
            }
        }
        return certificates;
    }

    /** Empty if there is none in this form. */
    Optional<PrivateKey> key(Optional<String> password) throws GeneralSecurityException, IOException {
        for (Matcher part = PART.matcher(text); part.find(); ) {
            if (part.group(1).equals("PRIVATE KEY")) {
                return Optional.of(key(new PKCS8EncodedKeySpec(bytes(part))));
            }
            if (part.group(1).equals("ENCRYPTED PRIVATE KEY")) {
                return Optional.of(
                        key(decrypted(bytes(part), password.orElse("").toCharArray())));
            }
        }
        return Optional.empty();
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] bytes, char[] password)
            throws GeneralSecurityException, IOException {
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(bytes);
        String algorithm = encrypted.getAlgParameters() == null
                ? encrypted.getAlgName()
                : encrypted.getAlgParameters().toString();
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
                encrypted.getAlgParameters());
        return encrypted.getKeySpec(cipher);
    }

    private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        for (String kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(spec);
            } catch (InvalidKeySpecException another) {
                // Of another kind: the next is tried.
            }
        }
        throw new InvalidKeySpecException("is a key of no kind that is known");
    }

    private static byte[] bytes(Matcher part) {
        return Base64.getMimeDecoder().decode(part.group(2));
    }
}
