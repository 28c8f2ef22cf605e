package io.tidemark.launcher.command.option;

import io.tidemark.launcher.config.ConfigException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Asks for a password, which is not shown; where nobody can be asked, it is the first line of the input. */
public final class PasswordPrompt {
    private PasswordPrompt() {}

    /** One that is known. */
    public static String password(String prompt) {
        return isAsked() ? read(console(), prompt) : line();
    }

    /** A new one, asked for twice. */
    public static String newPassword(String prompt) {
        if (!isAsked()) {
            return line();
        }
        String password = read(console(), prompt);
        if (!read(console(), "Once more").equals(password)) {
            throw new ConfigException("TM-CLI-008", "the password", "is another the second time", "try again");
        }
        return password;
    }

    /** Whether somebody sits at the input, as the script says. */
    private static boolean isAsked() {
        return Boolean.getBoolean("tidemark.terminal.input");
    }

    /** Java asks without showing what is typed only where the output is a terminal as well. */
    private static Console console() {
        Console console = Boolean.getBoolean("tidemark.terminal") ? System.console() : null;
        if (console == null) {
            throw new ConfigException(
                    "TM-CLI-008",
                    "the password",
                    "would be shown as it is typed, since the output goes elsewhere",
                    "let the output be, and use --file where there is such an option");
        }
        return console;
    }

    private static String read(Console console, String prompt) {
        char[] password = console.readPassword("%s: ", prompt);
        if (password == null) {
            throw none();
        }
        return new String(password);
    }

    private static String line() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null || line.isEmpty()) {
                throw none();
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConfigException none() {
        return new ConfigException("TM-CLI-008", "the password", "is not given", "type it, or send it to the input");
    }
}
