package io.tidemark.http.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.identity.Authenticator.Recognised;
import io.tidemark.http.identity.Authenticator.Refused;
import io.tidemark.http.identity.Credentials.Basic;
import io.tidemark.http.identity.Credentials.Bearer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretFilesTest {
    private final SecureRandom random = new SecureRandom();
    private final Faults faults = new Faults(FaultListener.NONE);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("secrets");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private Passwords passwords() {
        return new Passwords(file, Duration.ofSeconds(60), Clock.systemUTC(), faults);
    }

    @Test
    void aTokenIsKnownByItsDigestAndHasItsRoles() throws IOException {
        String token = Tokens.make(random);
        write("# ours\n\nshop:" + Tokens.digest(token) + ":read, tenant\nother:" + Tokens.digest("x") + "\n");
        Tokens tokens = new Tokens(file, faults);

        Recognised shop = assertInstanceOf(Recognised.class, tokens.verify(new Bearer(token)));
        assertEquals(new Principal("shop", Set.of("read", "tenant")), shop.principal());
        assertEquals(
                Set.of(),
                ((Recognised) tokens.verify(new Bearer("x"))).principal().roles());
        assertInstanceOf(Refused.class, tokens.verify(new Bearer(token + "x")));
        assertInstanceOf(Refused.class, tokens.verify(new Bearer(Tokens.digest(token))));
        assertFalse(Files.readString(file).contains(token));
    }

    @Test
    void aFileOfAnyEditorNamesTheSame() throws IOException {
        write("\uFEFFshop:" + Tokens.digest("t1") + ":read\r\nother:" + Tokens.digest("t2") + ":tenant\r\n");
        Tokens tokens = new Tokens(file, faults);

        assertEquals(
                new Principal("shop", Set.of("read")),
                assertInstanceOf(Recognised.class, tokens.verify(new Bearer("t1")))
                        .principal());
        assertEquals(
                new Principal("other", Set.of("tenant")),
                assertInstanceOf(Recognised.class, tokens.verify(new Bearer("t2")))
                        .principal());
    }

    @Test
    void aUserIsKnownByEitherKindOfVerifier() throws IOException {
        write("ada:" + Passwords.scram("one:two", random) + ":admin\nbob:" + Passwords.bcrypt("three", random) + "\n");
        Passwords passwords = passwords();

        assertEquals(
                Set.of("admin"),
                ((Recognised) passwords.verify(new Basic("ada", "one:two")))
                        .principal()
                        .roles());
        assertInstanceOf(Recognised.class, passwords.verify(new Basic("bob", "three")));
        for (Basic wrong : new Basic[] {
            new Basic("ada", "three"), new Basic("bob", ""), new Basic("nobody", "one:two"), new Basic("ADA", "one:two")
        }) {
            assertEquals(new Refused("the user or the password is wrong"), passwords.verify(wrong), wrong.user());
        }
    }

    @Test
    void anUnknownUserTakesAsLongAsAKnownOne() throws IOException {
        write("ada:" + Passwords.bcrypt("a", random) + "\n");
        Passwords passwords = passwords();
        passwords.verify(new Basic("ada", "wrong"));
        long began = System.nanoTime();
        passwords.verify(new Basic("ada", "wrong"));
        long known = System.nanoTime() - began;
        began = System.nanoTime();
        passwords.verify(new Basic("nobody", "wrong"));
        long unknown = System.nanoTime() - began;

        assertTrue(unknown > known / 4 && unknown < 4 * known, known + " and " + unknown);
    }

    @Test
    void whatChangesCountsAndWhatIsBrokenLeavesWhatWas() throws IOException {
        write("ada:" + Tokens.digest("one") + "\n");
        Tokens tokens = new Tokens(file, faults);
        FileTime time = Files.getLastModifiedTime(file);
        write("ada:" + Tokens.digest("two") + "\n");
        // A file system that knows seconds, or a secret that is laid anew with its old time.
        Files.setLastModifiedTime(file, time);
        tokens.refresh();

        assertInstanceOf(Recognised.class, tokens.verify(new Bearer("two")));
        assertInstanceOf(Refused.class, tokens.verify(new Bearer("one")));
        assertEquals(1, tokens.generation());

        write("ada:secret-that-is-no-digest\n");
        tokens.refresh();
        assertInstanceOf(Recognised.class, tokens.verify(new Bearer("two")));
        String fault = faults.standing().toString();
        assertTrue(fault.contains("TM-ACC-001") && fault.contains("line 1"), fault);
        assertFalse(fault.contains("secret-that"), fault);

        Files.delete(file);
        tokens.refresh();
        assertInstanceOf(Recognised.class, tokens.verify(new Bearer("two")));
        assertTrue(faults.standing().toString().contains("is not there"), () -> faults.standing()
                .toString());

        write("ada:" + Tokens.digest("three") + "\n");
        tokens.refresh();
        assertInstanceOf(Recognised.class, tokens.verify(new Bearer("three")));
        assertEquals(java.util.List.of(), faults.standing());
        assertEquals(2, tokens.generation());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                ":x",
                "ada:hunter2-hunter2",
                "ada:hunter2-hunter2:read",
                "ada:$2y$04$abcdefghijklmnopqrstuue4YYgY2xPv9OtRFcjr1yv4Bc4DqGMsW",
                "ada:$2y$10$abcdefghijklmnopqrstuue4YYgY2xPv9OtRFcjr1yv4Bc4DqGMsW:re ad",
                "ada:$2y$10$abcdefghijklmnopqrstuue4YYgY2xPv9OtRFcjr1yv4Bc4DqGMsW\nada:$2y$10$abcdefghijklmnopqrstuue4YYgY2xPv9OtRFcjr1yv4Bc4DqGMsW"
            })
    void aFileThatIsNoneIsRefusedWithItsLineAndWithoutItsSecret(String text) throws IOException {
        write(text);
        String message =
                assertThrows(AccessFileException.class, this::passwords).getMessage();

        assertTrue(message.contains("line "), message);
        assertTrue(
                message.contains("tidemark password") || message.contains("write") || message.contains("keep"),
                message);
        assertFalse(message.contains("hunter2") || message.contains("$2y$"), message);
    }

    @Test
    void noSecretIsPartOfAText() {
        assertFalse(new Bearer("hunter2").toString().contains("hunter2"));
        assertFalse(new Basic("ada", "hunter2").toString().contains("hunter2"));
        assertFalse(
                Verifier.parse(Passwords.scram("hunter2", random)).toString().contains("="));
    }
}
