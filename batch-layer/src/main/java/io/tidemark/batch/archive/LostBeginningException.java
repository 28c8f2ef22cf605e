package io.tidemark.batch.archive;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;

/**
 * The operator must act: something of a topic is archived, and where its log began for us is not known. That is written
 * before anything is archived and goes only after it, so somebody lost it, as with a copy of a part of the root. Nobody can
 * tell any more whether what lies before the archive was lost, and what would be written now would be a later beginning.
 */
public final class LostBeginningException extends FaultException {
    private static final long serialVersionUID = 1;

    LostBeginningException(String beginning, String topic, String chain) {
        super(new Fault(
                "TM-ARC-012",
                beginning,
                "is missing, though " + chain + " has files: where the log began is not known, and neither is whether"
                        + " records before them were lost",
                "put it back from a copy of the storage, or begin the topic anew with `tidemark reset " + topic + "`"));
    }
}
