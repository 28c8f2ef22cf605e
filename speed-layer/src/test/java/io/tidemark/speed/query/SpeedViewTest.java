package io.tidemark.speed.query;

import io.tidemark.seam.RealtimeView;

/** In process. */
class SpeedViewTest extends RealtimeViewContract {
    @Override
    RealtimeView form(SpeedView ofTheNode) {
        return ofTheNode;
    }
}
