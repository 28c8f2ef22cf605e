package io.tidemark.launcher;

import io.tidemark.launcher.command.TidemarkCommand;
import io.tidemark.launcher.machine.MachineDefaults;
import io.tidemark.launcher.node.ExitWatch;

/** The command line's entry. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        MachineDefaults.forget();
        ExitWatch.begin(Main.class, System.err);
        System.exit(TidemarkCommand.execute(arguments));
    }
}
