package io.tidemark.launcher;

import io.tidemark.launcher.command.TidemarkCommand;

/** The command line's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(TidemarkCommand.execute(arguments));
    }
}
