package io.tidemark.serving.flip;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.FaultSource;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.manifest.Manifest;
import io.tidemark.seam.BatchViews;
import java.util.Optional;

/** Looks for the newest manifest, and never goes back to an older one. Stepped by one thread at a time. */
final class ManifestPoll {
    private static final String PLACE = "batch views";

    private final BatchViews batch;
    private final FaultSource faults;
    private volatile long newestSeen;

    ManifestPoll(BatchViews batch, Faults faults) {
        this.batch = batch;
        this.faults = faults.source();
    }

    /** The newest manifest; empty, with a standing fault, if it cannot be had. */
    Optional<Manifest> look() {
        Manifest newest;
        try {
            newest = batch.newest();
        } catch (FaultException named) {
            fault(
                    named.fault().code(),
                    named.fault().place() + ": " + named.fault().fault(),
                    named.fault().mend());
            return Optional.empty();
        } catch (Throwable fault) {
            fault(
                    "TM-SRV-010",
                    "the newest manifest cannot be read: " + Reason.of(fault),
                    "see that the batch layer's root is there");
            return Optional.empty();
        }
        if (newest.number() < newestSeen) {
            fault(
                    "TM-SRV-013",
                    "the newest manifest has number " + newest.number() + " after " + newestSeen,
                    "give this node the batch root it had, or restart it");
            return Optional.empty();
        }
        faults.clear(PLACE);
        newestSeen = newest.number();
        return Optional.of(newest);
    }

    private void fault(String code, String fault, String mend) {
        faults.raise(new Fault(code, PLACE, fault, mend));
    }

    long newestSeen() {
        return newestSeen;
    }
}
