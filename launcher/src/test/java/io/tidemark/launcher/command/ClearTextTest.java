package io.tidemark.launcher.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What says who asks, on its way to another machine. */
final class ClearTextTest {
    private static Outcome query(String url) {
        return Outcome.of("query", "sales", "--window", "all", "--url", url, "--token", "t1");
    }

    @Test
    void whoSendsATokenToAnotherMachineInTheClearIsWarned() {
        // TEST-NET-1 (RFC 5737): nobody is there.
        assertTrue(query("http://192.0.2.1:1").err().contains("TM-CLI-009"));
        for (String quiet :
                new String[] {"http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://192.0.2.1:1"}) {
            Outcome outcome = query(quiet);
            assertEquals(1, outcome.exitCode());
            assertFalse(outcome.err().contains("TM-CLI-009"), outcome.err());
        }
    }
}
