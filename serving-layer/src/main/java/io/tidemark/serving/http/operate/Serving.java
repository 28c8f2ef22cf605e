package io.tidemark.serving.http.operate;

import io.tidemark.fault.Faults;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchControl;
import io.tidemark.serving.flip.ServedViews;
import io.tidemark.serving.flip.ViewFollower;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.merge.MergedQuery;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import java.time.Clock;

/** What the API is an API of: the parts of one serving node. */
public record Serving(
        String node,
        Model model,
        BatchIndex index,
        ServedViews served,
        ViewFollower follower,
        RealtimeViews realtime,
        MergedQuery merged,
        BatchControl control,
        Clock clock,
        Faults faults) {}
