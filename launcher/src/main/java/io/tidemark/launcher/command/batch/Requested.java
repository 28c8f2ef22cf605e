package io.tidemark.launcher.command.batch;

import io.tidemark.launcher.command.print.RunTable;
import io.tidemark.seam.BatchControl;
import io.tidemark.seam.RunReport;
import io.tidemark.seam.RunReport.State;
import io.tidemark.seam.RunRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Hands a run in, and waits for its end if asked to. */
final class Requested {
    private static final long LOOK_EVERY_MILLIS = 200;

    @Option(names = "--wait", description = "Waits until the run has ended; fails if the run fails.")
    private boolean wait;

    /** Returns the exit code. */
    int request(BatchControl control, RunRequest request, PrintWriter out) throws IOException, InterruptedException {
        String id = control.request(request);
        if (!wait) {
            out.println("queued: run " + id + "; `tidemark batch history` shows how far it is");
            out.flush();
            return 0;
        }
        RunReport ended = ended(control, id);
        RunTable.print(List.of(ended), out);
        out.flush();
        return ended.state() == State.FAILED ? 1 : 0;
    }

    private static RunReport ended(BatchControl control, String id) throws IOException, InterruptedException {
        while (true) {
            Optional<RunReport> run = control.run(id);
            if (run.isPresent() && run.get().ended().isPresent()) {
                return run.get();
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }
}
