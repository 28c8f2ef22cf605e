package io.tidemark.speed.state;

import io.tidemark.fault.FaultException;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.speed.generation.GenerationCodec;
import io.tidemark.speed.generation.StateLayout;
import io.tidemark.speed.generation.StateOwner;
import io.tidemark.speed.generation.StoredGenerations;
import io.tidemark.speed.store.StateStore;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store holds of partitions that are another node's by now. It is kept, to be used again when they come back, for
 * as long as it could be of use: until a published tidemark has passed it, or neither the model nor a published version owns
 * it, or its log is read no more.
 */
public final class MovedStates {
    private static final Logger LOG = LoggerFactory.getLogger(MovedStates.class);

    private final StateContext context;
    private final Model model;

    public MovedStates(StateContext context, Model model) {
        this.context = context;
        this.model = model;
    }

    /**
     * Deletes what is of no use any more.
     *
     * @param tidemarks the newest tidemark of a definition on a partition
     * @return how many generations were deleted
     */
    public int sweep(BiFunction<AggregationDefinition<?>, PartitionId, LogPosition> tidemarks) {
        StoredGenerations generations = context.stored();
        return context.states().whileNobodyOpens(() -> {
            List<Integer> passed = new ArrayList<>();
            generations.forEach(new StoredGenerations.Visitor() {
                @Override
                public void visit(int generation, GenerationCodec.Stored stored) {
                    boolean isElsewhere = !context.states().isHeld(stored.partition());
                    if (isElsewhere && isOfNoUse(stored, generations, tidemarks)) {
                        passed.add(generation);
                    }
                }

                @Override
                public void damaged(int generation) {
                    // Whoever opens its partition gives it up.
                }
            });
            delete(passed);
            return passed.size();
        });
    }

    private void delete(List<Integer> generations) {
        if (!generations.isEmpty()) {
            try (StateStore.Batch changes = context.store().begin()) {
                generations.forEach(generation -> StateLayout.delete(generation, changes));
                changes.commit();
            }
            LOG.info("state of partitions that moved away is deleted: generations={}", generations);
        }
    }

    private boolean isOfNoUse(
            GenerationCodec.Stored stored,
            StoredGenerations generations,
            BiFunction<AggregationDefinition<?>, PartitionId, LogPosition> tidemarks) {
        Optional<AggregationDefinition<?>> owner = owner(stored);
        try {
            if (generations.isOver(stored)) {
                return true;
            }
            if (generations.isKept(stored)) {
                return false;
            }
            return owner.isEmpty()
                    || stored.position().offset()
                            <= tidemarks.apply(owner.get(), stored.partition()).offset();
        } catch (FaultException notKnownAtPresent) {
            return false;
        }
    }

    private Optional<AggregationDefinition<?>> owner(GenerationCodec.Stored stored) {
        for (AggregationDefinition<?> definition : model.aggregations()) {
            if (new StateOwner(definition, stored.partition()).owns(stored)) {
                return Optional.of(definition);
            }
        }
        return Optional.empty();
    }
}
