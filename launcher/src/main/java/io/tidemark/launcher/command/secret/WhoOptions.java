package io.tidemark.launcher.command.secret;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whose secret is made, and where its line goes. */
final class WhoOptions {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}:#\\s][^\\p{Cntrl}:]{0,199}");
    private static final Pattern ROLES = Pattern.compile("(?:[A-Za-z0-9][A-Za-z0-9_.-]*(?:,(?!$)|$))*");

    @Parameters(paramLabel = "NAME", description = "Whose it is, as rules and the audit log name them.")
    private String name;

    @Option(
            names = "--roles",
            paramLabel = "ROLES",
            defaultValue = "read",
            description = "Their roles, with commas between; read, operate and admin are rights where no rules are"
                    + " written. Default: ${DEFAULT-VALUE}.")
    private String roles;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "Where the line is put, in the place of one of the same name. Without it the line is printed.")
    private Optional<Path> file = Optional.empty();

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    String name() {
        if (!NAME.matcher(name).matches()) {
            throw new ParameterException(
                    spec.commandLine(), "\"" + name + "\" is no name: it has no colon and no blank before it");
        }
        return name;
    }

    /** The whole line of a secret's text. */
    String line(String secret) {
        if (!ROLES.matcher(roles).matches()) {
            throw new ParameterException(spec.commandLine(), "\"" + roles + "\" are no roles such as read,tenant");
        }
        return name() + ":" + secret + (roles.isEmpty() ? "" : ":" + roles);
    }

    Optional<Path> file() {
        return file;
    }
}
