package io.tidemark.speed.cut;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;

/** The batch layer's manifests cannot be read at present. Nothing is lost; try again. */
public final class ManifestsUnreadableException extends FaultException {
    private static final long serialVersionUID = 1;

    public ManifestsUnreadableException(Exception cause) {
        super(
                new Fault(
                        "TM-SPEED-009",
                        "manifests",
                        "cannot be read: " + Reason.of(cause),
                        "see that the batch layer's root is there and may be read; answers go on from what is known"),
                cause);
    }

    @Override
    public boolean passesByItself() {
        return true;
    }
}
