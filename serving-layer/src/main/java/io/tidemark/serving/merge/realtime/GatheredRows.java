package io.tidemark.serving.merge.realtime;

import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.serving.merge.realtime.Asking.Given;
import io.tidemark.usercode.UserCode;
import java.util.Optional;

/** The rows of what was answered so far, each partition by one node alone. Owned by the one who asks. */
final class GatheredRows implements Asking.Form<RealtimeAnswer> {
    private final TileTable rows;
    private Optional<GroupKey> through = Optional.empty();

    GatheredRows(TileTable rows) {
        this.rows = rows;
    }

    @Override
    public Given<RealtimeAnswer> ask(Node node, RealtimeQuery part) {
        RealtimeAnswer answer = node.view().read(part);
        return new Given<>(answer.coverage(), answer);
    }

    @Override
    public void take(Node node, RealtimeAnswer answer) {
        through = RealtimeAnswer.nearest(through, answer.through());
        try {
            for (int row = 0; row < answer.rows().rows(); row++) {
                rows.mergeRow(answer.rows(), row);
            }
        } catch (Throwable thrown) {
            // Half of it may be in the rows: neither node's partitions could be said to be missing.
            throw UserCode.cannotAnswer(thrown, rows.definition().place());
        }
    }

    @Override
    public void drop(RealtimeAnswer answer) {
        // It is memory alone.
    }

    TileTable rows() {
        return rows;
    }

    Optional<GroupKey> through() {
        return through;
    }
}
