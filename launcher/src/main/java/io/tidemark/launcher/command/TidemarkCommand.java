package io.tidemark.launcher.command;

import io.tidemark.launcher.command.batch.BatchCommand;
import io.tidemark.launcher.command.option.NumberText;
import io.tidemark.launcher.command.recovery.LogReplacedCommand;
import io.tidemark.launcher.command.recovery.ResetCommand;
import io.tidemark.launcher.command.recovery.SavepointCommand;
import io.tidemark.launcher.command.secret.PasswordCommand;
import io.tidemark.launcher.command.secret.TokenCommand;
import io.tidemark.launcher.machine.EscapingWriter;
import io.tidemark.launcher.machine.GivenArguments;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
        name = "tidemark",
        description = "One aggregation definition, a speed layer, a batch layer, and exact merged answers.",
        version = "tidemark 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            QueryCommand.class,
            TopCommand.class,
            StatusCommand.class,
            ModelCommand.class,
            DoctorCommand.class,
            BatchCommand.class,
            ResetCommand.class,
            LogReplacedCommand.class,
            SavepointCommand.class,
            ConfigCommand.class,
            BrokerCommand.class,
            SendCommand.class,
            TokenCommand.class,
            PasswordCommand.class
        },
        footer = {
            "",
            "In a clone, ./tidemark bench measures it beside its peers: benchmarks/README.md.",
            "",
            "Exit codes: 0 done; 1 it failed, or what was asked for is not there; 2 the command line, the configuration or"
                    + " the model is at fault."
        })
public final class TidemarkCommand implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Shows where in the code a failure came from.")
    private boolean verbose;

    @Option(names = "--version", versionHelp = true, description = "Shows the version.")
    private boolean version;

    @Spec
    private CommandSpec spec;

    private TidemarkCommand() {}

    /** The whole command line, ready to execute. */
    public static CommandLine commandLine() {
        TidemarkCommand root = new TidemarkCommand();
        return NumberText.readBy(new CommandLine(root))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((fault, line, parsed) -> Failure.report(fault, line, root.verbose));
    }

    /** Executes a command line; the exit code. Whatever is thrown is told, so that no thread keeps a dead process up. */
    public static int execute(String... arguments) {
        CommandLine line = commandLine().setOut(EscapingWriter.to(System.out)).setErr(EscapingWriter.to(System.err));
        try {
            return line.execute(GivenArguments.of(arguments));
        } catch (Throwable fault) {
            return Failure.report(fault, line, List.of(arguments).contains("--verbose"));
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
