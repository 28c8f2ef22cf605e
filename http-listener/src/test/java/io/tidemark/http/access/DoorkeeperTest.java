package io.tidemark.http.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fault.FaultListener;
import io.tidemark.fault.Faults;
import io.tidemark.http.access.Doorkeeper.Admission;
import io.tidemark.http.access.Doorkeeper.Admitted;
import io.tidemark.http.access.Doorkeeper.Later;
import io.tidemark.http.access.Doorkeeper.LooksLong;
import io.tidemark.http.access.Doorkeeper.TurnedAway;
import io.tidemark.http.identity.Authentication;
import io.tidemark.http.identity.Passwords;
import io.tidemark.http.identity.Tokens;
import io.tidemark.http.identity.WatchedFile;
import io.tidemark.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoorkeeperTest {
    private static final String HERE = "127.0.0.1";
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-27T10:00:00Z"));
    private final Faults faults = new Faults(FaultListener.NONE);
    private long nanos;

    @TempDir
    Path directory;

    private Path tokens;
    private Path rules;
    private Doorkeeper doorkeeper;

    @BeforeEach
    void open() throws IOException {
        tokens = Files.writeString(directory.resolve("tokens"), "shop:" + Tokens.digest("t1") + ":read\n");
        Path passwords = Files.writeString(
                directory.resolve("passwords"), "ada:" + Passwords.bcrypt("pw", new SecureRandom()) + ":operate\n");
        rules = Files.writeString(
                directory.resolve("rules"), "{\"rules\": [{\"aggregations\": [\"*\"], \"rights\": [\"read\"]}]}");
        doorkeeper = Doorkeeper.of(
                new Authentication(
                        List.of(
                                new Tokens(tokens, faults),
                                new Passwords(passwords, Duration.ofSeconds(60), clock, faults)),
                        () -> nanos),
                Optional.of(new WatchedFile<>(
                        rules,
                        (text, place) -> RulesText.read(text, place, List.of(new Guarded("sales", Map.of()))),
                        faults)),
                List.of("sales"),
                clock);
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private Asker asker(String authorization) {
        return assertInstanceOf(Admitted.class, knows(authorization)).asker();
    }

    private Admission knows(String authorization) {
        return doorkeeper.knows(authorization, HERE);
    }

    private Admission admit(String authorization, String address) {
        LooksLong looks = assertInstanceOf(LooksLong.class, doorkeeper.knows(authorization, address));
        return doorkeeper.admit(authorization, looks.credentials(), address);
    }

    @Test
    void oneHeaderIsOneAskerUntilSomethingChanges() throws IOException {
        Asker shop = asker("Bearer t1");
        assertSame(shop, asker("Bearer t1"));
        assertTrue(shop.grant("sales").isPresent());
        assertTrue(doorkeeper.mayGoOn(shop));

        Files.writeString(rules, "{\"rules\": []}");
        doorkeeper.refresh();
        assertFalse(doorkeeper.mayGoOn(shop));
        assertNotSame(shop, asker("Bearer t1"));
        assertEquals(Optional.empty(), asker("Bearer t1").grant("sales"));

        Files.writeString(tokens, "shop:" + Tokens.digest("t2") + "\n");
        doorkeeper.refresh();
        assertInstanceOf(TurnedAway.class, knows("Bearer t1"));
    }

    @Test
    void aPasswordIsLookedAtOnceInItsTime() {
        String header = basic("ada", "pw");
        Asker ada = assertInstanceOf(Admitted.class, admit(header, HERE)).asker();
        assertSame(ada, asker(header));
        clock.advance(Duration.ofSeconds(59));
        assertSame(ada, asker(header));
        clock.advance(Duration.ofSeconds(2));
        assertInstanceOf(LooksLong.class, knows(header));
        assertTrue(doorkeeper.mayGoOn(ada));
    }

    @Test
    void wrongPasswordsAreCountedByUserAndAddress() {
        for (int i = 0; i < 10; i++) {
            assertInstanceOf(TurnedAway.class, admit(basic("ada", "wrong" + i), HERE));
        }
        assertInstanceOf(Later.class, admit(basic("ada", "pw"), HERE));
        // Nobody is locked out from elsewhere.
        assertInstanceOf(Admitted.class, admit(basic("ada", "pw"), "10.0.0.1"));
        nanos += Duration.ofSeconds(3).toNanos();
        assertInstanceOf(TurnedAway.class, admit(basic("ada", "wrong"), HERE));
        assertInstanceOf(Later.class, admit(basic("ada", "wrong again"), HERE));
    }

    @Test
    void whoSaysNothingIsAStrangerAndWhatIsNoCredentialIsTurnedAway() {
        assertSame(Asker.STRANGER, asker(null));
        assertEquals(Optional.empty(), Asker.STRANGER.grant("sales"));
        for (String header : new String[] {"", "Bearer", "Bearer ", "Basic !", "Basic YQ==", "Digest x", "t1"}) {
            assertInstanceOf(TurnedAway.class, knows(header), header);
        }
        assertSame(Asker.ANYBODY, ((Admitted) Doorkeeper.open().knows(null, HERE)).asker());
    }
}
