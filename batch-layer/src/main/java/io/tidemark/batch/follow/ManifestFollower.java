package io.tidemark.batch.follow;

import io.tidemark.fault.Fault;
import java.util.List;

/**
 * Shows a system of others what is published, one manifest after the other. Opened once, {@link #follow} is called again and
 * again by one thread, which then calls {@link #close}. How far it is it asks of that system, never of a memory of its own: an
 * answer that was lost, a process that was killed and a second one on the same root do no harm.
 */
public interface ManifestFollower extends AutoCloseable {
    /**
     * Goes on to the newest manifest.
     *
     * @return what keeps back a part of what it shows until somebody acts; the rest goes on
     * @throws io.tidemark.fault.FaultException if nothing can be shown at present; the next call goes on from what was
     */
    List<Fault> follow();

    /**
     * The number of the lowest manifest whose files it may still name; 0 while that is not known. May be asked by any thread:
     * files of that manifest and of later ones are kept.
     */
    long lowest();

    @Override
    void close();
}
