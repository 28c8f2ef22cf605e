package io.tidemark.launcher.doctor;

import io.tidemark.fault.Fault;
import io.tidemark.launcher.access.Loopback;
import io.tidemark.launcher.config.AccessKeys;
import io.tidemark.launcher.config.Config;
import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.TlsKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Files that keep secrets, or say who may ask: whether others on this machine can read or write them, and whom they name. */
final class SecretsExamination implements Examination {
    private static final List<Key<Optional<Path>>> NAMES = List.of(AccessKeys.HTTP_TOKENS, AccessKeys.HTTP_PASSWORDS);
    private static final List<Key<Optional<Path>>> SECRETS =
            List.of(AccessKeys.HTTP_PASSWORDS, AccessKeys.HTTP_JWT_HMAC);
    private static final List<Key<Optional<Path>>> TRUSTED = List.of(
            AccessKeys.HTTP_TOKENS,
            AccessKeys.HTTP_ACCESS,
            TlsKeys.HTTP_KEYSTORE,
            TlsKeys.NODES_KEYSTORE,
            TlsKeys.NODES_TRUSTSTORE);

    private final Config config;

    SecretsExamination(Config config) {
        this.config = config;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(openToOthers());
        given(NAMES)
                .filter(SecretsExamination::namesNobody)
                .forEach(file -> findings.add(warning(
                        "TM-DOC-025",
                        file,
                        "names nobody, so that nobody is known by it",
                        "write a line with `tidemark token` or `tidemark password`")));
        findings.addAll(toldInTheClear());
        return findings;
    }

    private List<Finding> openToOthers() {
        List<Finding> findings = new ArrayList<>();
        Set<Path> secrets = new LinkedHashSet<>(config.secretFiles());
        given(SECRETS).forEach(secrets::add);
        given(TlsKeys.HTTP_KEY, TlsKeys.HTTP_KEYSTORE).ifPresent(secrets::add);
        given(TlsKeys.NODES_KEY, TlsKeys.NODES_KEYSTORE).ifPresent(secrets::add);
        Set<Path> all = new LinkedHashSet<>(secrets);
        given(TRUSTED).forEach(all::add);
        config.value(AccessKeys.HTTP_JWT_KEYS)
                .filter(keys -> "file".equals(keys.getScheme()))
                .map(Path::of)
                .ifPresent(all::add);
        findings.addAll(openTo(
                PosixFilePermission.OTHERS_READ,
                secrets,
                file -> warning(
                        "TM-DOC-023",
                        file,
                        "keeps what is secret, and everybody on this machine can read it",
                        "chmod o-rwx it, and make what is in it anew if others could read it")));
        findings.addAll(openTo(
                PosixFilePermission.OTHERS_WRITE,
                all,
                file -> warning(
                        "TM-DOC-024",
                        file,
                        "says who may ask, and everybody on this machine can write it",
                        "chmod o-w it, and see that nobody else is in it")));
        return findings;
    }

    private static List<Finding> openTo(PosixFilePermission right, Set<Path> files, Function<Path, Finding> finding) {
        return files.stream().filter(file -> isOpenTo(file, right)).map(finding).toList();
    }

    /** What this process tells other machines for whoever is on the way to hear. */
    private List<Finding> toldInTheClear() {
        List<Finding> findings = new ArrayList<>();
        if (tellsKafkaItsPassword()) {
            findings.add(Finding.warning(new Fault(
                    "TM-DOC-026",
                    "kafka.sasl.mechanism",
                    "is PLAIN without TLS, so that the password can be read on the way to another machine",
                    "set kafka.security.protocol=SASL_SSL, or use SCRAM, if the brokers have it")));
        }
        if (config.value(AccessKeys.NODES_SECRET).isPresent()) {
            config.value(Keys.SPEED_ENDPOINTS).stream()
                    .filter(node -> "http".equals(node.getScheme()) && !Loopback.is(node.getHost()))
                    .forEach(node -> findings.add(Finding.warning(new Fault(
                            "TM-DOC-027",
                            "speed.endpoints " + node,
                            "is on another machine and asked without TLS, so that nodes.secret can be read on the way",
                            "set the nodes.tls. keys of all processes, and write https://"))));
        }
        return findings;
    }

    private boolean tellsKafkaItsPassword() {
        Map<String, Object> kafka = config.kafka();
        return "SASL_PLAINTEXT".equals(kafka.get("security.protocol"))
                && "PLAIN".equals(kafka.get("sasl.mechanism"))
                && Stream.of(config.value(Keys.KAFKA_BOOTSTRAP).split(",", -1))
                        .map(address -> address.strip().replaceFirst(":[0-9]*$", ""))
                        .anyMatch(host -> !Loopback.is(host));
    }

    private Stream<Path> given(List<Key<Optional<Path>>> keys) {
        return keys.stream().flatMap(key -> config.value(key).stream());
    }

    /** Where the private key is: in its own file, or with the certificate. */
    private Optional<Path> given(Key<Optional<Path>> key, Key<Optional<Path>> keyStore) {
        return config.value(key).or(() -> config.value(keyStore));
    }

    private static boolean isOpenTo(Path file, PosixFilePermission right) {
        try {
            return Files.getPosixFilePermissions(file).contains(right);
        } catch (IOException | UnsupportedOperationException unknown) {
            // One that is not there is a fault elsewhere; other file systems have rights of other kinds.
            return false;
        }
    }

    private static boolean namesNobody(Path file) {
        try {
            return Files.readAllLines(file).stream().allMatch(line -> line.isBlank() || line.startsWith("#"));
        } catch (IOException unreadable) {
            // A fault elsewhere.
            return false;
        }
    }

    private static Finding warning(String code, Path file, String what, String mend) {
        return Finding.warning(new Fault(code, "file " + file, what, mend));
    }
}
