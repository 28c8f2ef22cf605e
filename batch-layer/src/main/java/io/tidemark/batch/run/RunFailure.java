package io.tidemark.batch.run;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import java.util.List;

/**
 * Why a run did not do what it should for some aggregations; others have nothing to do with it.
 *
 * @param passesByItself whether it may be over without anybody's doing, so that trying again soon is of use
 */
public record RunFailure(List<String> aggregations, Fault fault, boolean passesByItself) {
    public RunFailure {
        aggregations = List.copyOf(aggregations);
    }

    public static RunFailure of(List<String> aggregations, Throwable cause) {
        if (cause instanceof FaultException named) {
            return new RunFailure(aggregations, named.fault(), named.passesByItself());
        }
        Fault unforeseen = new Fault(
                "TM-RUN-010",
                place(aggregations),
                "its run failed: " + Reason.of(cause),
                "it is tried again, and the others go on; the log has the stack trace: mend what it shows, or report it");
        // It may be for want of memory, or of anything else that comes and goes.
        return new RunFailure(aggregations, unforeseen, true);
    }

    private static String place(List<String> aggregations) {
        return "aggregation \"" + String.join("\", \"", aggregations) + "\"";
    }

    @Override
    public String toString() {
        String place = place(aggregations);
        return fault.place().equals(place) ? fault.toString() : place + ": " + fault;
    }
}
