package io.tidemark.batch;

import io.tidemark.batch.follow.FollowerChoice;
import io.tidemark.batch.follow.FollowerContext;
import io.tidemark.batch.follow.FollowerException;
import io.tidemark.batch.follow.FollowerProvider;
import io.tidemark.batch.follow.ManifestFollower;
import io.tidemark.fault.Fault;
import io.tidemark.fault.Faults;
import io.tidemark.fault.FoundFaults;
import io.tidemark.loop.LoopStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Lets a follower follow. What keeps it back is told, and holds up no run. */
final class Following implements LoopStep {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** Where somebody must act, hurrying is of no use. */
    private static final Duration UNTIL_MENDED = Duration.ofSeconds(10);

    private final ManifestFollower follower;
    private final FoundFaults found;

    Following(ManifestFollower follower, Faults faults) {
        this.follower = follower;
        this.found = new FoundFaults(faults);
    }

    /** @throws FollowerException if it is not there, or is not set up */
    static ManifestFollower open(FollowerChoice choice, FollowerContext context) {
        List<String> known = new ArrayList<>();
        for (FollowerProvider provider : ServiceLoader.load(FollowerProvider.class, Following.class.getClassLoader())) {
            if (provider.name().equals(choice.name())) {
                return provider.open(choice, context);
            }
            known.add(provider.name());
        }
        throw new FollowerException(
                "TM-FOL-001",
                "batch.follower",
                "\"" + choice.name() + "\" is not on the class path, which has "
                        + (known.isEmpty() ? "no follower" : String.join(", ", known)),
                "build the module " + choice.name() + "-follower and put its jars on it, or leave batch.follower out");
    }

    @Override
    public Duration step() {
        List<Fault> faults = follower.follow();
        found.found(faults);
        return faults.isEmpty() ? LOOK_EVERY : UNTIL_MENDED;
    }

    @Override
    public void close() {
        follower.close();
    }
}
