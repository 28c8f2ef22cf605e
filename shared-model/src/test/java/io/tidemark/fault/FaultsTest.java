package io.tidemark.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultsTest {
    private static final Fault AWAY = new Fault("TM-TEST-001", "topic \"a\"", "is away", "bring it back");
    private static final Fault DENIED = new Fault("TM-TEST-002", "topic \"a\"", "is denied", "grant it");

    private final List<String> heard = new ArrayList<>();
    private final Faults faults = new Faults(new FaultListener() {
        @Override
        public void raised(Fault fault) {
            heard.add("raised " + fault.code());
        }

        @Override
        public void cleared(Fault fault) {
            heard.add("cleared " + fault.code());
        }
    });
    private final FaultSource archive = faults.source();
    private final FaultSource speed = faults.source();

    @Test
    void whatOneFindsMendedStillStandsForTheOther() {
        archive.raise(AWAY);
        speed.raise(DENIED);

        speed.clear(AWAY.place());

        assertEquals(List.of(AWAY), faults.standing());
        assertEquals(List.of("raised TM-TEST-001", "raised TM-TEST-002", "cleared TM-TEST-002"), heard);
    }

    @Test
    void whoHasToldNothingClearsNothing() {
        archive.raise(AWAY);

        speed.clear(AWAY.place());

        assertEquals(List.of(AWAY), faults.standing());
        assertEquals(List.of("raised TM-TEST-001"), heard);
    }

    @Test
    void whatSeveralFindIsToldOnceAndIsOverWhenItIsForAll() {
        archive.raise(AWAY);
        speed.raise(AWAY);
        assertEquals(List.of(AWAY), faults.standing());

        archive.clear(AWAY.place());
        assertEquals(List.of(AWAY), faults.standing());
        speed.clear(AWAY.place());

        assertEquals(List.of(), faults.standing());
        assertEquals(List.of("raised TM-TEST-001", "cleared TM-TEST-001"), heard);
    }

    @Test
    void whoEndsLeavesNoFaultThatNobodyCouldFindMended() {
        archive.raise(AWAY);
        speed.raise(DENIED);

        archive.close();

        assertEquals(List.of(DENIED), faults.standing());
    }

    @Test
    void aPlaceHasOneFaultFromEachWhoTells() {
        archive.raise(AWAY);
        archive.raise(DENIED);

        assertEquals(List.of(DENIED), faults.standing());
        assertEquals(List.of("raised TM-TEST-001", "cleared TM-TEST-001", "raised TM-TEST-002"), heard);
    }
}
