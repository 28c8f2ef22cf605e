package io.tidemark.iceberg;

import io.tidemark.batch.follow.FollowerContext;
import io.tidemark.batch.follow.ManifestFollower;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.manifest.Manifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.iceberg.catalog.TableIdentifier;

/** A table for each aggregation of the model. What keeps one table back keeps back no other. */
final class IcebergFollower implements ManifestFollower {
    private static final int MOST_UNANSWERED = 2;

    private final ManifestStore manifests;
    private final Tables tables;
    private final List<FollowedTable> followed;
    private int turn;

    IcebergFollower(IcebergSettings settings, FollowerContext context) {
        this.manifests = context.manifests();
        this.tables = new Tables(settings);
        StoredFiles files = new StoredFiles(context.storage());
        this.followed = context.model().aggregations().stream()
                .map(definition -> new FollowedTable(
                        new ViewSource(definition),
                        TableIdentifier.of(settings.views(), definition.name()),
                        tables,
                        files,
                        manifests))
                .toList();
    }

    @Override
    public List<Fault> follow() {
        Manifest newest = manifests.newest();
        if (newest.number() == 0) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        List<FaultException> unanswered = new ArrayList<>();
        boolean isAnswered = false;
        for (FollowedTable table : inTurn()) {
            try {
                table.follow(newest);
                isAnswered = true;
            } catch (FaultException stopped) {
                if (stopped.passesByItself()) {
                    unanswered.add(stopped);
                } else {
                    faults.add(stopped.fault());
                }
            }
            if (!isAnswered && unanswered.size() == Math.min(MOST_UNANSWERED, followed.size())) {
                // Nobody answers: to wait for each table's answer would be to notice the later that somebody does.
                throw unanswered.get(0);
            }
        }
        unanswered.forEach(stopped -> faults.add(stopped.fault()));
        return faults;
    }

    /** Another one first each time, so that none waits for ever behind others that are refused. */
    private List<FollowedTable> inTurn() {
        List<FollowedTable> inTurn = new ArrayList<>(followed);
        Collections.rotate(inTurn, turn++);
        return inTurn;
    }

    @Override
    public long lowest() {
        return followed.stream().mapToLong(FollowedTable::reached).min().orElse(Long.MAX_VALUE);
    }

    @Override
    public void close() {
        tables.close();
    }
}
