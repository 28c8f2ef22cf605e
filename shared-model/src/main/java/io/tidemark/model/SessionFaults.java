package io.tidemark.model;

import io.tidemark.session.Sessions;
import io.tidemark.time.TileSize;
import java.time.Duration;
import java.util.Optional;

/** What is wrong with how an aggregation's events are to fall into sessions. */
final class SessionFaults {
    private final ModelBuilder model;
    private final String place;

    /** @param place the aggregation's */
    SessionFaults(ModelBuilder model, String place) {
        this.model = model;
        this.place = place + ", sessions";
    }

    /** @param tile the aggregation's; null if it has none */
    void tell(Sessions sessions, TileSize tile) {
        if (sessions.gap() == null || sessions.maxLength() == null) {
            fault("TM-DEF-029", "is given a null", "give a duration, or leave it out");
            return;
        }
        if (tile != null && tile.isAllTime()) {
            fault("TM-DEF-031", "an all-time aggregate holds nothing by event time", "give it a tile, or no sessions");
            return;
        }
        boolean isGap = isSpan("a gap of ", sessions.gap());
        if (isGap && tile != null && sessions.mostOf(tile.millis()) > Sessions.MOST_OF_A_TILE) {
            fault(
                    "TM-DEF-033",
                    "a tile of " + tile + " can hold " + sessions.mostOf(tile.millis()) + " with a gap of "
                            + sessions.gap() + ", and " + Sessions.MOST_OF_A_TILE + " are allowed",
                    "use a shorter tile, or a longer gap");
        }
        Optional<Duration> longest = sessions.maxLength();
        if (longest.isPresent() && isSpan("a longest session of ", longest.get()) && tile != null) {
            checkLongest(sessions, longest.get().toMillis(), tile);
        }
    }

    private boolean isSpan(String what, Duration length) {
        boolean isEndless = StreamBuilder.isEndless(length);
        if (isEndless || length.isNegative() || length.isZero() || length.toNanosPart() % 1_000_000 != 0) {
            fault(
                    "TM-DEF-032",
                    what
                            + length
                            + (isEndless
                                    ? " is too long"
                                    : length.isNegative() || length.isZero()
                                            ? " is not positive"
                                            : " is not whole milliseconds"),
                    "use a duration such as PT30M");
            return false;
        }
        return true;
    }

    private void checkLongest(Sessions sessions, long millis, TileSize tile) {
        if (millis % tile.millis() != 0 || millis < sessions.gapMillis()) {
            long above = Math.max(millis, sessions.gapMillis());
            long fitting = (above + tile.millis() - 1) / tile.millis() * tile.millis();
            fault(
                    "TM-DEF-034",
                    "a longest session of " + Duration.ofMillis(millis)
                            + (millis % tile.millis() != 0
                                    ? " is not made of whole tiles of " + tile
                                    : " is shorter than the gap of " + sessions.gap()),
                    "use " + Duration.ofMillis(fitting));
        }
    }

    private void fault(String code, String fault, String mend) {
        model.fault(code, place, fault, mend);
    }
}
