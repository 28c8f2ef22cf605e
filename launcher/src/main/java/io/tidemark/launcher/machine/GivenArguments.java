package io.tidemark.launcher.machine;

import io.tidemark.launcher.config.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments as they were written. Java reads them in the locale's character set, and what is no text in it becomes
 * U+FFFD: in the locale C that is each letter beyond ASCII, and another group would be asked for. Linux keeps the bytes,
 * which are read as UTF-8; where they are not there, or no UTF-8, the argument is refused.
 */
public final class GivenArguments {
    private static final Path AS_WRITTEN = Path.of("/proc/self/cmdline");
    private static final String LOST = "\uFFFD";

    private GivenArguments() {}

    /**
     * The arguments, with what Java lost of them.
     *
     * @param arguments as Java gives them
     * @throws ConfigException if it cannot be told what was written
     */
    public static String[] of(String... arguments) {
        return of(arguments, AS_WRITTEN);
    }

    static String[] of(String[] arguments, Path asWritten) {
        if (Arrays.stream(arguments).noneMatch(argument -> argument.contains(LOST))) {
            return arguments;
        }
        List<byte[]> bytes = written(asWritten);
        String[] recovered = arguments.clone();
        for (int i = 0; i < arguments.length; i++) {
            int place = bytes.size() - arguments.length + i;
            if (arguments[i].contains(LOST)) {
                recovered[i] = recovered(arguments[i], place < 0 ? new byte[0] : bytes.get(place));
            }
        }
        return recovered;
    }

    private static String recovered(String argument, byte[] written) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(written))
                    .toString();
            if (!text.isEmpty() && plain(text).equals(plain(argument))) {
                return text;
            }
        } catch (CharacterCodingException notUtf8) {
            // Refused below.
        }
        throw new ConfigException(
                "TM-CLI-006",
                "argument \"" + argument + "\"",
                "is no text in this process's character set, " + System.getProperty("native.encoding"),
                "write it in UTF-8, and set LC_ALL to a locale of UTF-8, such as C.UTF-8");
    }

    /** What every character set has, by which an argument is known again. */
    private static String plain(String text) {
        return text.replaceAll("[^\\x00-\\x7F]", "");
    }

    /** Each with a zero at its end. */
    private static List<byte[]> written(Path file) {
        List<byte[]> all = new ArrayList<>();
        try {
            byte[] bytes = Files.readAllBytes(file);
            int from = 0;
            for (int at = 0; at < bytes.length; at++) {
                if (bytes[at] == 0) {
                    all.add(Arrays.copyOfRange(bytes, from, at));
                    from = at + 1;
                }
            }
        } catch (IOException noSuchSystem) {
            all.clear();
        }
        return all;
    }
}
