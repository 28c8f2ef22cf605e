package io.tidemark.bench.measure;

import java.util.LinkedHashMap;
import java.util.Map;

/** Command line options of the form {@code --name=value}; one that is missing and has no fallback is an error. */
public final class Options {
    private final Map<String, String> values = new LinkedHashMap<>();

    public Options(String[] args) {
        for (String arg : args) {
            int eq = arg.indexOf('=');
            if (!arg.startsWith("--") || eq < 0) {
                throw new IllegalArgumentException("options: " + arg + " is not --name=value; write it so");
            }
            values.put(arg.substring(2, eq), arg.substring(eq + 1));
        }
    }

    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("options: --" + name + " is missing; add --" + name + "=…");
        }
        return value;
    }

    public String text(String name, String fallback) {
        return values.getOrDefault(name, fallback);
    }

    /** Whether the option is given and is {@code yes}. */
    public boolean isYes(String name) {
        return text(name, "no").equals("yes");
    }

    public int integer(String name, int fallback) {
        return Integer.parseInt(text(name, Integer.toString(fallback)));
    }

    public long number(String name, long fallback) {
        return Long.parseLong(text(name, Long.toString(fallback)));
    }
}
