package io.tidemark.it.journeys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConsoleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STAGES = 12;

    /** How many pixels of the chart have about a colour of the page. */
    private static final String PIXELS =
            """
            (name) => {
              const probe = document.createElement('canvas').getContext('2d');
              probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
              probe.fillRect(0, 0, 1, 1);
              const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
              const canvas = document.querySelector('#chart canvas');
              const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              let found = 0;
              for (let i = 0; i < all.length; i += 4) {
                const off = Math.abs(all[i] - r) + Math.abs(all[i + 1] - g) + Math.abs(all[i + 2] - b);
                found += all[i + 3] > 200 && off < 24 ? 1 : 0;
              }
              return found;
            }
            """;

    /** Numbers as the page takes them from an answer, and a null. */
    private static final String EXACT =
            """
            async () => {
              const { parse, text, shown } = await import('/exact.js');
              const row = parse('{"long": 9007199254740993, "double": 0.1, "decimal": 12345678901234567.89, "group": null}');
              return [text(row.long), text(row.double), text(row.decimal), shown(row.group)].join(' ');
            }
            """;

    @Test
    void chartShowsTheMergedSeriesAndTheTidemarkMovesByItself(@TempDir Path directory) throws Exception {
        try (FlightsNode node = FlightsNode.start(directory, Instant.parse("2001-01-03T00:00:00Z"), STAGES);
                Chromium chromium = new Chromium()) {
            node.sendStage();
            Page page = open(chromium.browser());
            List<String> complaints = complaints(page);
            page.navigate(node.uri().toString());
            until(page, "rows", () -> number(page, "rows") > 0);
            until(page, "batch, by its colour", () -> pixels(page, "batch") + pixels(page, "both") > 50);
            page.evaluate("window.wasNotReloaded = true");

            String before = page.getAttribute("#chart", "data-tidemark");
            long batchOffsets = tidemarkOffsets(page);
            boolean realtimeSeen = false;
            for (int stage = 1; stage < STAGES; stage++) {
                node.sendStage();
                long reached = tidemarkOffsets(page);
                boolean[] seen = {false};
                until(page, "the tidemark beyond " + reached, () -> {
                    seen[0] |= number(page, "realtimeRows") > 0;
                    picture(page);
                    return tidemarkOffsets(page) > reached;
                });
                realtimeSeen |= seen[0];
            }
            node.sendAll();
            until(page, "all flights below the tidemark", () -> tidemarkOffsets(page) == node.flights());

            assertTrue(realtimeSeen, "no row ever came from realtime");
            assertTrue(tidemarkOffsets(page) > batchOffsets);
            String after = page.getAttribute("#chart", "data-tidemark");
            assertTrue(Double.parseDouble(after) > Double.parseDouble(before), before + " to " + after);
            assertTrue(pixels(page, "tidemark") > 50, "the tidemark is no line in the chart");
            assertTrue(page.locator("#runs tr .published").count() > 2, "runs are not listed");
            String due = page.innerText("#due");
            assertTrue(due.matches("(?s).*Next run: .* UTC\\..*Recompute \"nightly\": .* UTC\\..*"), due);
            assertEquals(true, page.evaluate("window.wasNotReloaded"));
            assertEquals("9007199254740993 0.1 12345678901234567.89 ␀", page.evaluate(EXACT));

            assertEquals(List.of(), complaints);
        }
    }

    /** What the documentation shows, with all three origins in it; made only where it is asked for. */
    private static void picture(Page page) {
        Path wanted = Path.of(System.getProperty("tidemark.it.picture", ""));
        boolean isGood = !wanted.toString().isEmpty()
                && Stream.of("batch", "both", "realtime").allMatch(origin -> pixels(page, origin) > 4_000);
        if (isGood) {
            page.screenshot(new Page.ScreenshotOptions().setPath(wanted));
        }
    }

    private static Page open(Browser browser) {
        return browser.newPage(new Browser.NewPageOptions()
                .setViewportSize(1280, 1000)
                .setColorScheme(ColorScheme.LIGHT)
                .setLocale("en-US"));
    }

    private static List<String> complaints(Page page) {
        List<String> complaints = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " at " + message.location());
            }
        });
        page.onPageError(complaints::add);
        page.onResponse(response -> {
            if (response.status() >= 400) {
                complaints.add(response.status() + " " + response.url());
            }
        });
        return complaints;
    }

    /** The page's own clock waits, so that the browser's messages are taken meanwhile. */
    private static void until(Page page, String what, BooleanSupplier isSo) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!isSo.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("the console does not show " + what + ":\n" + page.innerText("body"));
            }
            page.waitForTimeout(50);
        }
    }

    private static long number(Page page, String data) {
        Object value = page.evaluate("(name) => Number(document.getElementById('chart').dataset[name] || 0)", data);
        return ((Number) value).longValue();
    }

    /** Over all partitions, as the lines of the log have it. */
    private static long tidemarkOffsets(Page page) {
        Object sum = page.evaluate(
                "() => [...document.querySelectorAll('.partition')].reduce((s, p) => s + Number(p.dataset.tidemark), 0)");
        return ((Number) sum).longValue();
    }

    private static long pixels(Page page, String color) {
        return ((Number) page.evaluate(PIXELS, color)).longValue();
    }
}
