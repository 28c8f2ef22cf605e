package io.tidemark.speed.generation;

import io.tidemark.log.LogMismatchException;
import io.tidemark.manifest.ViewId;
import io.tidemark.speed.store.StateStore;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import java.util.Collection;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the store remembers, and to whom it belongs. */
public final class StoredGenerations {
    private static final Logger LOG = LoggerFactory.getLogger(StoredGenerations.class);

    private final StateStore store;
    private final Predicate<ViewId> keptVersions;
    private final Predicate<LogId> ended;

    /**
     * @param keptVersions which versions somebody still answers, beside those of the model
     * @param ended which logs are read no more
     */
    public StoredGenerations(StateStore store, Predicate<ViewId> keptVersions, Predicate<LogId> ended) {
        this.store = store;
        this.keptVersions = keptVersions;
        this.ended = ended;
    }

    /** Takes what is stored. */
    public interface Visitor {
        void visit(int generation, GenerationCodec.Stored stored);

        /** One whose bytes cannot be read. */
        void damaged(int generation);
    }

    public void forEach(Visitor visitor) {
        store.scan(StateLayout.FIRST_GENERATION, StateLayout.END_OF_GENERATIONS, (key, value) -> {
            int generation = StateLayout.generationOf(key);
            GenerationCodec.Stored stored;
            try {
                stored = GenerationCodec.read(value);
            } catch (RuntimeException damaged) {
                LOG.warn("state is damaged and is built again from the log: generation={}", generation, damaged);
                visitor.damaged(generation);
                return true;
            }
            visitor.visit(generation, stored);
            return true;
        });
    }

    /** Whether it is of a version that is still published, beside that of the model. */
    public boolean isKept(GenerationCodec.Stored stored) {
        return keptVersions.test(new ViewId(stored.aggregation(), stored.fingerprint()));
    }

    /** Whether it is of a log that is read no more. */
    public boolean isOver(GenerationCodec.Stored stored) {
        return ended.test(stored.partition().log());
    }

    /**
     * Hands what is stored of a partition to those who own it.
     *
     * @param owners each takes what is its own
     * @param disowned receives what is nobody's
     * @throws LogMismatchException if there is state of another log by that name, and nobody has said that it has ended
     */
    public void restore(PartitionId partition, Collection<Generations> owners, Collection<Integer> disowned) {
        forEach(new Visitor() {
            @Override
            public void visit(int generation, GenerationCodec.Stored stored) {
                LogId log = stored.partition().log();
                if (log.isNamesakeOf(partition.log())) {
                    if (isOver(stored)) {
                        // All that is ever answered of it is in the batch view.
                        disowned.add(generation);
                        return;
                    }
                    throw LogMismatchException.otherLog("TM-SPEED-004", partition.log(), log, "the state");
                }
                boolean isOurs = stored.partition().equals(partition);
                if (isOurs && owners.stream().noneMatch(owner -> owner.restore(generation, stored))) {
                    leaveOrDrop(generation, stored, disowned);
                }
            }

            @Override
            public void damaged(int generation) {
                disowned.add(generation);
            }
        });
    }

    private void leaveOrDrop(int generation, GenerationCodec.Stored stored, Collection<Integer> disowned) {
        if (isKept(stored)) {
            LOG.info(
                    "state of another version is kept: aggregation={} partition={} fingerprint={}",
                    stored.aggregation(),
                    stored.partition(),
                    stored.fingerprint());
        } else {
            LOG.info(
                    "state of another definition is dropped, the present one is built from the log: "
                            + "aggregation={} partition={} fingerprint={}",
                    stored.aggregation(),
                    stored.partition(),
                    stored.fingerprint());
            disowned.add(generation);
        }
    }
}
