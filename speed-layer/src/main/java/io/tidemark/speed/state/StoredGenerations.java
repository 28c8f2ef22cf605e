package io.tidemark.speed.state;

import io.tidemark.log.LogMismatchException;
import io.tidemark.manifest.ViewId;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.PartitionId;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the store remembers, and to whom it belongs. */
final class StoredGenerations {
    private static final Logger LOG = LoggerFactory.getLogger(StoredGenerations.class);

    private final StateContext context;

    StoredGenerations(StateContext context) {
        this.context = context;
    }

    /** Takes what is stored. */
    interface Visitor {
        void visit(int generation, GenerationCodec.Stored stored);

        /** One whose bytes cannot be read. */
        void damaged(int generation);
    }

    void forEach(Visitor visitor) {
        context.store().scan(StateLayout.FIRST_GENERATION, StateLayout.END_OF_GENERATIONS, (key, value) -> {
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
    boolean isKept(GenerationCodec.Stored stored) {
        return context.keptVersions().test(new ViewId(stored.aggregation(), stored.fingerprint()));
    }

    /**
     * Hands what is stored of a partition to the aggregations that own it.
     *
     * @param disowned receives what is nobody's
     * @throws LogMismatchException if there is state of another log by that name
     */
    <E> void restore(
            PartitionId partition, Collection<AggregationState<E>> aggregations, Collection<Integer> disowned) {
        forEach(new Visitor() {
            @Override
            public void visit(int generation, GenerationCodec.Stored stored) {
                LogId log = stored.partition().log();
                if (log.isNamesakeOf(partition.log())) {
                    throw LogMismatchException.otherLog("TM-SPEED-004", partition.log(), log, "the state");
                }
                if (!stored.partition().equals(partition) || isRestored(generation, stored)) {
                    return;
                }
                if (isKept(stored)) {
                    LOG.info(
                            "state of another version is kept: aggregation={} partition={} fingerprint={}",
                            stored.aggregation(),
                            partition,
                            stored.fingerprint());
                } else {
                    LOG.info(
                            "state of another definition is dropped, the present one is built from the log: "
                                    + "aggregation={} partition={} fingerprint={}",
                            stored.aggregation(),
                            partition,
                            stored.fingerprint());
                    disowned.add(generation);
                }
            }

            private boolean isRestored(int generation, GenerationCodec.Stored stored) {
                for (AggregationState<E> aggregation : aggregations) {
                    if (aggregation.owns(stored)) {
                        aggregation.restore(generation, stored);
                        return true;
                    }
                }
                return false;
            }

            @Override
            public void damaged(int generation) {
                disowned.add(generation);
            }
        });
    }
}
