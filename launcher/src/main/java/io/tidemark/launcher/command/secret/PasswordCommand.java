package io.tidemark.launcher.command.secret;

import io.tidemark.http.identity.Passwords;
import io.tidemark.launcher.command.option.PasswordPrompt;
import io.tidemark.launcher.config.ConfigException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "password",
        description = {
            "Makes a user for http.password.file. Asks for the password, or reads it from its input; it is never an argument,"
                    + " which others on the machine could see."
        })
public final class PasswordCommand implements Runnable {
    private static final int LEAST = 8;

    @Mixin
    private WhoOptions who;

    @Option(
            names = "--bcrypt",
            description = "A verifier as htpasswd makes it, in place of SCRAM-SHA-256 in the form of Postgres.")
    private boolean bcrypt;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        who.line("");
        String line = who.line(verifier(PasswordPrompt.newPassword("Password of " + who.name())));
        if (who.file().isPresent()) {
            new SecretFile(who.file().get()).put(who.name(), line);
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private String verifier(String password) {
        if (password.length() < LEAST) {
            throw fault("has fewer than " + LEAST + " characters");
        }
        try {
            SecureRandom random = new SecureRandom();
            return bcrypt ? Passwords.bcrypt(password, random) : Passwords.scram(password, random);
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    private static ConfigException fault(String what) {
        return new ConfigException("TM-CLI-008", "the password", what, "choose another");
    }
}
