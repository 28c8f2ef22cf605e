package io.tidemark.speed.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.TileTable;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.ForwardingScan;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.speed.Visit;
import io.tidemark.speed.query.ParkedScans.Ticket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept for an asker is closed by somebody, whoever does not come. */
class ParkedScansTest {
    private final List<Runnable> later = new ArrayList<>();
    private final List<Integer> closed = new ArrayList<>();

    private List<RealtimeScan> scans() {
        AggregationDefinition<?> definition = Visit.model().aggregations().get(0);
        List<RealtimeScan> scans = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            RealtimeScan empty = RealtimeScan.of(new RealtimeAnswer(Coverage.NONE, new TileTable(definition)));
            scans.add(new Closing(empty, () -> closed.add(number)));
        }
        return scans;
    }

    private record Closing(RealtimeScan scan, Runnable whenClosed) implements ForwardingScan {
        @Override
        public void close() {
            whenClosed.run();
        }
    }

    @Test
    void eachIsGivenOnceAndWhatNobodyCameForIsClosedAfterAWhile() {
        ParkedScans parked = new ParkedScans(later::add);
        parked.park("t", scans());
        assertTrue(parked.take(new Ticket("t", 0)).isEmpty());
        assertTrue(parked.take(new Ticket("other", 1)).isEmpty());
        assertTrue(parked.take(new Ticket("t", 1)).isPresent());
        assertTrue(parked.take(new Ticket("t", 1)).isEmpty());
        assertEquals(List.of(), closed);
        later.forEach(Runnable::run);
        assertEquals(List.of(2), closed);
        assertTrue(parked.take(new Ticket("t", 2)).isEmpty());
    }

    @Test
    void whenTheNodeEndsNothingIsKept() {
        ParkedScans parked = new ParkedScans(later::add);
        parked.park("t", scans());
        parked.close();
        assertEquals(List.of(1, 2), closed.stream().sorted().toList());
        parked.park("u", scans());
        assertEquals(List.of(1, 1, 2, 2), closed.stream().sorted().toList());
    }
}
