package io.tidemark.launcher.savepoint;

import io.tidemark.batch.storage.Storage;
import io.tidemark.loop.LoopStep;
import io.tidemark.seam.BatchViews;
import io.tidemark.speed.SpeedNode;
import io.tidemark.speed.SpeedSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** Takes the savepoints that a running node is asked for. Owned by its loop's thread. */
public final class SavepointDesk implements LoopStep {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final SavepointRequest requests;
    private final Savepoints savepoints;
    private final SpeedNode node;
    private final BatchViews views;
    private final String name;

    /** @param settings of the node */
    public SavepointDesk(SpeedNode node, SpeedSettings settings, Storage storage, BatchViews views, Clock clock) {
        this.requests = new SavepointRequest(settings.stateDirectory().getParent());
        this.savepoints = new Savepoints(storage, clock);
        this.node = node;
        this.views = views;
        this.name = settings.node();
    }

    @Override
    public Duration step() throws IOException {
        requests.look(savepoint -> savepoints
                .take(savepoint, name, views.newest().number(), node::copyState)
                .inWords());
        return LOOK;
    }
}
