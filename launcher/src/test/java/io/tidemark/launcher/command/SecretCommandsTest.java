package io.tidemark.launcher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.identity.Authenticator.Recognised;
import io.tidemark.http.identity.Credentials;
import io.tidemark.http.identity.Passwords;
import io.tidemark.http.identity.Tokens;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretCommandsTest {
    private final Faults faults = new Faults(FaultListener.NONE);

    @TempDir
    Path directory;

    private static Outcome typing(String typed, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream((typed + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            return Outcome.of(arguments);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void aTokenIsPrintedOnceAndItsFileKnowsIt() throws Exception {
        Path file = directory.resolve("tokens");
        String first =
                Outcome.of("token", "shop", "--file", file.toString()).out().strip();
        Outcome.of("token", "other", "--roles=operate,tenant", "--file", file.toString());
        String second =
                Outcome.of("token", "shop", "--file", file.toString()).out().strip();

        Tokens tokens = new Tokens(file, faults);
        assertEquals(2, Files.readAllLines(file).size());
        assertFalse(Files.readString(file).contains(second));
        Recognised shop = assertInstanceOf(Recognised.class, tokens.verify(new Credentials.Bearer(second)));
        assertEquals(Set.of("read"), shop.principal().roles());
        assertFalse(tokens.verify(new Credentials.Bearer(first)) instanceof Recognised);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Outcome.of("token", "x").out().contains("x:"));
    }

    @Test
    void aPasswordIsReadFromTheInputAndItsFileKnowsItsUser() throws Exception {
        Path file = directory.resolve("passwords");
        for (String kind : List.of("--roles=read", "--bcrypt")) {
            Outcome made = typing("grün und lang", "password", "ada", kind, "--file", file.toString());
            assertEquals(0, made.exitCode(), made.err());
            assertEquals("", made.out());
            Passwords passwords = new Passwords(file, Duration.ofSeconds(1), Clock.systemUTC(), faults);
            assertInstanceOf(Recognised.class, passwords.verify(new Credentials.Basic("ada", "grün und lang")), kind);
        }
        assertEquals(1, Files.readAllLines(file).size());
    }

    @Test
    void whatIsNoPasswordOrNoNameIsRefusedWithoutShowingIt() {
        Outcome brief = typing("hunter2", "password", "ada");
        assertEquals(2, brief.exitCode());
        assertTrue(brief.err().contains("TM-CLI-008") && !brief.err().contains("hunter2"), brief.err());
        assertEquals(2, typing("", "password", "ada").exitCode());
        assertEquals(2, typing("x".repeat(73), "password", "ada", "--bcrypt").exitCode());
        assertEquals(2, Outcome.of("token", "a:b").exitCode());
        assertEquals(2, Outcome.of("token", "a", "--roles=x y").exitCode());
        assertEquals(2, Outcome.of("password", "ada", "a-password-as-argument").exitCode());
        assertEquals(
                2,
                Outcome.of("token", "a", "--file", directory.resolve("no/file").toString())
                        .exitCode());
    }
}
