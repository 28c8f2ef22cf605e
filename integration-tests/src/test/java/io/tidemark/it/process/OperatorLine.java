package io.tidemark.it.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tidemark.launcher.command.TidemarkCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command of an operator, in this JVM. */
public final class OperatorLine {
    private OperatorLine() {}

    /**
     * Executes a command.
     *
     * @param code how it is to end
     * @return what it said
     */
    public static String say(int code, String... words) {
        StringWriter said = new StringWriter();
        CommandLine line = TidemarkCommand.commandLine()
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true));
        assertEquals(code, line.execute(words), said::toString);
        return said.toString();
    }
}
