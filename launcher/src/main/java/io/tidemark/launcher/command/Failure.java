package io.tidemark.launcher.command;

import io.tidemark.batch.engine.EngineException;
import io.tidemark.batch.follow.FollowerException;
import io.tidemark.batch.storage.UnfitStorageException;
import io.tidemark.fault.Reason;
import io.tidemark.http.identity.AccessFileException;
import io.tidemark.launcher.config.ConfigException;
import io.tidemark.launcher.node.EndedException;
import io.tidemark.model.DefinitionException;
import io.tidemark.serving.ranges.RangesException;
import java.io.PrintWriter;
import picocli.CommandLine;

/** How a failure is told: what is wrong and what to do, on stderr, and an exit code that says whose fault it is. */
final class Failure {
    private static final int FAILED = 1;
    private static final int WRONGLY_ASKED = 2;

    private Failure() {}

    static int report(Throwable fault, CommandLine line, boolean verbose) {
        if (fault instanceof EndedException) {
            return FAILED;
        }
        PrintWriter err = line.getErr();
        err.println(message(fault));
        if (verbose) {
            fault.printStackTrace(err);
        }
        err.flush();
        return isOfWhoeverAsked(fault) ? WRONGLY_ASKED : FAILED;
    }

    private static boolean isOfWhoeverAsked(Throwable fault) {
        return fault instanceof ConfigException
                || fault instanceof AccessFileException
                || fault instanceof DefinitionException
                || fault instanceof EngineException
                || fault instanceof FollowerException
                || fault instanceof RangesException
                || fault instanceof UnfitStorageException;
    }

    /** Each message of the chain that says something new. */
    private static String message(Throwable fault) {
        StringBuilder text = new StringBuilder(Reason.of(fault));
        for (Throwable cause = fault.getCause(); cause != null; cause = cause.getCause()) {
            String further = Reason.of(cause);
            if (text.indexOf(further) < 0) {
                text.append("\n  because: ").append(further);
            }
        }
        return text.toString();
    }
}
