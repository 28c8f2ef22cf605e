package io.tidemark.launcher.config;

import io.tidemark.fault.Reason;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was written for a key.
 *
 * @param place where, for messages
 */
record Written(String text, String place) {
    private static final String FILE = "file:";

    /**
     * The text, or that of the file which it names; without the end of its last line.
     *
     * @throws ConfigException if there is no such file
     */
    Written resolved(Path base) {
        Optional<Path> named = file(base);
        return named.isEmpty() ? this : new Written(content(named.get()), place);
    }

    /** The file that it names in place of a text. */
    Optional<Path> file(Path base) {
        return text.startsWith(FILE)
                ? Optional.of(base.resolve(text.substring(FILE.length()).replaceFirst("^//(?=/)", "")))
                : Optional.empty();
    }

    private String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (CharacterCodingException e) {
            throw fault(file, "is no text in UTF-8");
        } catch (IOException e) {
            throw fault(file, "cannot be read: " + Reason.of(e));
        }
    }

    private ConfigException fault(Path file, String what) {
        return new ConfigException(
                "TM-CFG-031", place, "its file " + file + " " + what, "put the file there, with the right to read it");
    }
}
