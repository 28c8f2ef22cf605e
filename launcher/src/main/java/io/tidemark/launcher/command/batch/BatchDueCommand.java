package io.tidemark.launcher.command.batch;

import io.tidemark.launcher.command.option.BatchOption;
import io.tidemark.launcher.command.option.JsonOption;
import io.tidemark.launcher.command.print.DueTable;
import io.tidemark.seam.SchedulerStatus;
import io.tidemark.seam.SchedulerStatus.RecomputeStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "due", description = "Lists what runs on a schedule, and when each is due next.")
final class BatchDueCommand implements Callable<Integer> {
    @Mixin
    private BatchOption batch;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SchedulerStatus status = batch.control().status();
        json.print(spec.commandLine().getOut(), Due.of(status), out -> DueTable.print(status, out));
        return 0;
    }

    /** What is printed as JSON. */
    record Due(boolean paused, Optional<Instant> next, List<RecomputeStatus> recomputes) {
        static Due of(SchedulerStatus status) {
            return new Due(status.paused(), status.next(), status.recomputes());
        }
    }
}
