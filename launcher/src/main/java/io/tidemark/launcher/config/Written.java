package io.tidemark.launcher.config;

import io.tidemark.fault.Reason;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        if (!text.startsWith(FILE)) {
            return this;
        }
        String named = text.substring(FILE.length()).replaceFirst("^//(?=/)", "");
        Path file = base.resolve(named);
        try {
            return new Written(Files.readString(file).strip(), place);
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
