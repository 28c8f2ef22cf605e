package io.tidemark.launcher.command.secret;

import io.tidemark.http.identity.Tokens;
import java.io.PrintWriter;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "token",
        description = {
            "Makes an API token for http.token.file. The token is printed this once; the file has its digest alone."
        })
public final class TokenCommand implements Runnable {
    @Mixin
    private WhoOptions who;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        String token = Tokens.make(new SecureRandom());
        String line = who.line(Tokens.digest(token));
        PrintWriter out = spec.commandLine().getOut();
        if (who.file().isPresent()) {
            new SecretFile(who.file().get()).put(who.name(), line);
            out.println(token);
        } else {
            out.println("token: " + token);
            out.println("line for http.token.file: " + line);
        }
        out.flush();
    }
}
