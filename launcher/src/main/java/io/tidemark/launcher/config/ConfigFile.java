package io.tidemark.launcher.config;

import io.tidemark.fault.Fault;
import io.tidemark.fault.Reason;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The configuration file: Java's properties format, in UTF-8, with a byte order mark or without, each key once. */
public final class ConfigFile {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private ConfigFile() {}

    /** Reads and checks a file, whatever the environment says. */
    public static Config read(Path file, Map<String, String> overrides) {
        return read(file, Map.of(), overrides);
    }

    /**
     * Reads and checks a file.
     *
     * @param environment its variables {@code TIDEMARK_…} count in place of what the file says
     * @param overrides keys that count in place of both
     * @throws ConfigException with all faults
     */
    public static Config read(Path file, Map<String, String> environment, Map<String, String> overrides) {
        Map<String, Written> written = new LinkedHashMap<>();
        List<Fault> faults = new ArrayList<>();
        try (Reader in = withoutMark(Files.newBufferedReader(file))) {
            new Properties() {
                @Override
                public synchronized Object put(Object key, Object text) {
                    String place = file + ", key " + key;
                    if (written.put((String) key, new Written(((String) text).strip(), place)) != null) {
                        faults.add(new Fault("TM-CFG-005", place, "is given twice", "keep one of the two"));
                    }
                    return null;
                }
            }.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(
                    "TM-CFG-004",
                    "configuration file " + file,
                    "cannot be read: " + Reason.of(e),
                    "name a properties file that is there, in UTF-8");
        }
        written.putAll(Environment.keys(environment, written.keySet(), faults));
        overrides.forEach((key, text) -> written.put(key, new Written(text, file + ", key " + key)));
        return Config.of(written, file.toString(), file.toAbsolutePath().getParent(), faults);
    }

    /** Editors on Windows put it before the first key. */
    private static Reader withoutMark(Reader in) throws IOException {
        PushbackReader rest = new PushbackReader(in);
        int first = rest.read();
        if (first >= 0 && first != BYTE_ORDER_MARK) {
            rest.unread(first);
        }
        return rest;
    }
}
