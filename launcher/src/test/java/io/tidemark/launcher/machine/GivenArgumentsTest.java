package io.tidemark.launcher.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.launcher.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a locale without the letters does to a command line. */
class GivenArgumentsTest {
    @TempDir
    Path directory;

    @Test
    void whatJavaLostIsReadFromWhatWasWritten() throws IOException {
        Path written =
                written("java\0-cp\0x\0Main\0query\0\0-g\0city=München\0😀\0\uFFFD\0".getBytes(StandardCharsets.UTF_8));
        assertArrayEquals(
                new String[] {"query", "", "-g", "city=München", "😀", "\uFFFD"},
                GivenArguments.of(
                        new String[] {
                            "query",
                            "",
                            "-g",
                            "city=M\uFFFD\uFFFDnchen",
                            "\uFFFD\uFFFD\uFFFD\uFFFD",
                            "\uFFFD\uFFFD\uFFFD"
                        },
                        written));
    }

    @Test
    void whatIsNoUtf8IsRefused() throws IOException {
        Path written = written("Main\0city=München\0".getBytes(StandardCharsets.ISO_8859_1));
        String refused = assertThrows(
                        ConfigException.class, () -> GivenArguments.of(new String[] {"city=M\uFFFDnchen"}, written))
                .getMessage();
        assertTrue(refused.contains("TM-CLI-006 argument \"city=M\uFFFDnchen\""), refused);
        assertThrows(
                ConfigException.class,
                () -> GivenArguments.of(new String[] {"\uFFFD"}, directory.resolve("no such system")));
    }

    @Test
    void whatIsWholeIsTakenAsItIs() {
        assertArrayEquals(new String[] {"city=München"}, GivenArguments.of("city=München"));
    }

    @Test
    void whatACharacterSetHasNotIsEscapedAndNeverAQuestionMark() throws IOException {
        assertEquals("M\\u00fcnchen \\ud83d\\ude00 ?", printed("München 😀 ?", StandardCharsets.US_ASCII));
        assertEquals("München \\u20ac", printed("München €", StandardCharsets.ISO_8859_1));
        assertEquals("München 😀 \\ud83d.", printed("München 😀 \ud83d.", StandardCharsets.UTF_8));
    }

    /** By the letter, so that pairs are cut, and at once. */
    private static String printed(String text, Charset charset) throws IOException {
        ByteArrayOutputStream letters = new ByteArrayOutputStream();
        try (EscapingWriter out = new EscapingWriter(letters, charset)) {
            for (char c : text.toCharArray()) {
                out.write(c);
            }
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (EscapingWriter out = new EscapingWriter(whole, charset)) {
            out.write(text);
        }
        assertEquals(letters.toString(charset), whole.toString(charset));
        return whole.toString(charset);
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("cmdline"), bytes);
    }
}
