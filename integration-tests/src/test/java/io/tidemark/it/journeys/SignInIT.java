package io.tidemark.it.journeys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.tidemark.http.identity.Passwords;
import io.tidemark.http.identity.Tokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class SignInIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RULES =
            """
            {"rules": [
              {"users": ["ada"], "aggregations": ["*"], "rights": ["admin"]},
              {"roles": ["airport"], "aggregations": ["delays-by-origin"], "rights": ["read"],
               "groups": {"origin": [{"principal": "name"}]}}
            ]}
            """;

    @Test
    void theConsoleShowsWhatWhoeverSignsInMaySee(@TempDir Path directory) throws Exception {
        Path passwords = Files.writeString(
                directory.resolve("passwords"), "ada:" + Passwords.scram("grün und lang", new SecureRandom()) + "\n");
        Path tokens = Files.writeString(directory.resolve("tokens"), "ORD:" + Tokens.digest("a-token") + ":airport\n");
        Path rules = Files.writeString(directory.resolve("access.json"), RULES);
        Map<String, String> access = Map.of(
                "http.authentication", "token,password",
                "http.token.file", tokens.toString(),
                "http.password.file", passwords.toString(),
                "http.access.file", rules.toString());
        try (FlightsNode node = FlightsNode.start(directory, Instant.parse("2001-01-02T12:00:00Z"), 1, access);
                Chromium chromium = new Chromium()) {
            node.sendAll();
            Page page = chromium.browser().newPage();
            List<String> cookiesAndCredentials = new ArrayList<>();
            page.onRequest(request -> {
                if (request.url().contains("a-token") || request.headers().containsKey("cookie")) {
                    cookiesAndCredentials.add(request.url());
                }
            });
            page.navigate(node.uri().toString());
            until(page, "the form", () -> page.isVisible("#sign-in"));
            assertFalse(page.isVisible("#question"));

            signIn(page, "ada", "wrong", "");
            until(page, "why not", () -> page.innerText("#sign-in-problem").contains("TM-HTTP-040"));

            signIn(page, "ada", "grün und lang", "");
            until(page, "rows", () -> rows(page) > 0);
            until(page, "live", () -> page.innerText("#connection").equals("live"));
            until(page, "how the node fares", () -> page.isVisible("#health") && page.isVisible("#latest"));
            page.reload();
            until(page, "rows, without asking again in this tab", () -> rows(page) > 0);

            page.click("#sign-out");
            until(page, "the form", () -> page.isVisible("#sign-in") && !page.isVisible("#chart"));
            page.reload();
            until(page, "the form, still", () -> page.isVisible("#sign-in"));

            signIn(page, "", "", "a-token");
            until(page, "rows of the one airport", () -> rows(page) > 0);
            assertEquals(1, page.locator("#aggregation option").count());
            assertEquals(
                    List.of("ORD"),
                    page.locator("#values-origin option").all().stream()
                            .map(option -> option.getAttribute("value"))
                            .toList());
            until(
                    page,
                    "nothing of how the node fares",
                    () -> !page.isVisible("#health") && !page.isVisible("#latest"));
            assertTrue(page.isHidden("#problem"), page.innerText("#problem"));

            // What is no longer granted is refused, and not asked for again.
            Files.writeString(rules, "{\"rules\": []}");
            until(page, "the refusal", () -> page.innerText("#connection").equals("refused"));
            assertTrue(page.innerText("#problem").contains("TM-HTTP-003"), page.innerText("#problem"));

            // Whoever is forgotten is asked again, also while they follow.
            Files.writeString(tokens, "");
            until(page, "the form", () -> page.isVisible("#sign-in"));
            assertEquals(List.of(), cookiesAndCredentials);
        }
    }

    private static void signIn(Page page, String user, String password, String token) {
        page.fill("#user", user);
        page.fill("#password", password);
        page.fill("#token", token);
        page.locator("#sign-in button").click(new Locator.ClickOptions());
    }

    private static long rows(Page page) {
        Object rows = page.evaluate("() => Number(document.getElementById('chart').dataset.rows || 0)");
        return ((Number) rows).longValue();
    }

    private static void until(Page page, String what, BooleanSupplier isSo) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!isSo.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("the console does not show " + what + ":\n" + page.innerText("body"));
            }
            page.waitForTimeout(50);
        }
    }
}
