package io.tidemark.speed.state;

import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.speed.generation.Generation;
import io.tidemark.speed.operator.RememberedEntries;
import io.tidemark.speed.operator.StoredMemory;
import io.tidemark.speed.store.StateStore;
import io.tidemark.speed.store.StateStoreException;
import io.tidemark.time.LogClock;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a generation that begins at a tidemark know what its operator remembers there, as it was published (PROTOCOL 33): written
 * into the store piece by piece, beside the questions. One that ends in the middle is begun again: what it wrote is written
 * again, the same, before the generation takes its first record. Owned by the partition's thread.
 */
final class Priming {
    private static final Logger LOG = LoggerFactory.getLogger(Priming.class);

    private static final int WRITE = 1 << 20;

    private final AggregationState<?> aggregation;
    private final Generation generation;
    private final StateWriter writer;
    private final StoredMemory memory;
    private final long ofUseSinceMillis;
    private StateStore.Batch batch;
    private int bytes;
    private long entries;

    Priming(AggregationState<?> aggregation, Generation generation, StateWriter writer) {
        this.aggregation = aggregation;
        this.generation = generation;
        this.writer = writer;
        this.memory = generation.memory().orElseThrow();
        LogClock clock = generation.logPosition().clock();
        this.ofUseSinceMillis = memory.ofUseSinceMillis(LogClock.whenCame(clock.millis(), clock.lastStampMillis()));
    }

    /** The state was handed over meanwhile. */
    private static final class ShutOutException extends RuntimeException {
        ShutOutException() {
            super("shut out", null, false, false);
        }
    }

    /**
     * Tries it.
     *
     * @return whether all is there; if not, it is to be tried again, unless there is another tidemark by then
     * @throws StateStoreException if the store cannot be written
     */
    boolean isDone(RememberedEntries published) {
        try {
            boolean isRead = published.read(
                    aggregation.definition(), aggregation.partition(), generation.logPosition(), this::take);
            if (isRead) {
                write();
                LOG.info(
                        "operator knows what was published: aggregation={} partition={} position={} entries={}",
                        aggregation.definition().name(),
                        aggregation.partition(),
                        generation.position(),
                        entries);
            }
            return isRead;
        } catch (StateStoreException ofTheStore) {
            throw ofTheStore;
        } catch (ShutOutException elsewhere) {
            return false;
        } catch (IOException | FaultException e) {
            aggregation.unprimed(generation, fault(e));
            return false;
        } finally {
            if (batch != null) {
                batch.close();
            }
        }
    }

    private void take(byte[] key, byte[] value, long logClockMillis) {
        if (logClockMillis < ofUseSinceMillis) {
            return;
        }
        if (batch == null) {
            batch = writer.begin();
        }
        memory.write(key, value, logClockMillis, batch);
        bytes += key.length + value.length;
        entries++;
        if (bytes >= WRITE) {
            write();
        }
    }

    private void write() {
        if (batch != null) {
            if (!writer.commitBeside(batch)) {
                throw new ShutOutException();
            }
            batch.close();
            batch = null;
            bytes = 0;
        }
    }

    private Fault fault(Exception failure) {
        Optional<Fault> named = FaultException.faultOf(failure);
        return new Fault(
                "TM-SPEED-014",
                aggregation.definition().place() + ", partition " + aggregation.partition(),
                "what its operator remembers at offset " + generation.position() + " cannot be read: "
                        + named.map(Fault::toString).orElseGet(() -> Reason.of(failure)),
                "mend what it names; it is tried again, and nothing is lost");
    }
}
