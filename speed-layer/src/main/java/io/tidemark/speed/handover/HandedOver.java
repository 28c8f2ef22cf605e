package io.tidemark.speed.handover;

import io.tidemark.cut.Cut;
import io.tidemark.log.LogUnavailableException;
import io.tidemark.log.OtherMembers;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.speed.cut.Leases;
import io.tidemark.speed.cut.TidemarkFollower;
import io.tidemark.speed.state.HeldStates;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.speed.state.PartitionState.Standing;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the states go that rest, each once the partition's next owner answers for all that it does; or answers at all, where a
 * published tidemark has passed what it holds and nobody reads from below. Until then it answers, so that a partition that moves costs freshness, and no
 * answer a part. Owned by one thread at a time.
 */
public final class HandedOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandedOver.class);

    private final HeldStates states;
    private final OtherMembers others;
    private final TidemarkFollower tidemarks;
    private final Leases leases;
    private final Cut cut;

    public HandedOver(HeldStates states, OtherMembers others, TidemarkFollower tidemarks, Leases leases, Cut cut) {
        this.states = states;
        this.others = others;
        this.tidemarks = tidemarks;
        this.leases = leases;
        this.cut = cut;
    }

    /** Looks once; returns how many states still rest. */
    public int step() {
        Collection<PartitionState<?>> resting = states.resting();
        if (resting.isEmpty()) {
            return 0;
        }
        Map<PartitionId, byte[]> told =
                told(resting.stream().map(PartitionState::id).collect(Collectors.toSet()));
        int left = 0;
        for (PartitionState<?> state : resting) {
            byte[] word = told.get(state.id());
            if (isHandedOver(state, word == null ? StandingWord.NONE : StandingWord.read(word))) {
                states.handedOver(state);
                LOG.info("partition handed over: partition={}", state.id());
            } else {
                left++;
            }
        }
        return left;
    }

    private Map<PartitionId, byte[]> told(Set<PartitionId> partitions) {
        try {
            return others.told(partitions);
        } catch (LogUnavailableException later) {
            return Map.of();
        }
    }

    private boolean isHandedOver(PartitionState<?> state, StandingWord successor) {
        try {
            return state.isInDoubt()
                    || state.standings().stream().allMatch(one -> isHandedOver(state.id(), one, successor));
        } catch (RuntimeException notKnownAtPresent) {
            // Such as the tidemark, while the views cannot be read; or it was taken back just now.
            LOG.debug("whether it is handed over is not known: partition={}", state.id(), notKnownAtPresent);
            return false;
        }
    }

    private boolean isHandedOver(PartitionId partition, Standing own, StandingWord successor) {
        AggregationDefinition<?> definition = own.definition();
        long tidemark = tidemarks.tidemark(definition, partition).offset();
        List<Long> leased = leases.offsets(definition, partition);
        boolean isPassed = cut.dropsBelow(tidemark, leased) >= own.reached();
        List<Long> read = new ArrayList<>(leased);
        read.add(tidemark);
        // While nobody says anything, this one says at least that nothing is known yet, and the partition is not
        // missing.
        return successor
                .about(definition.id())
                .filter(answered -> isPassed || cut.handsOver(answered, own.reached(), read))
                .isPresent();
    }
}
