package io.tidemark.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FoundFaultsTest {
    private final List<String> heard = new ArrayList<>();
    private final Faults faults = new Faults(new FaultListener() {
        @Override
        public void raised(Fault fault) {
            heard.add("+" + fault.code());
        }

        @Override
        public void cleared(Fault fault) {
            heard.add("-" + fault.code());
        }
    });
    private final FoundFaults found = new FoundFaults(faults);

    @Test
    void eachIsHeardOnceWhenItIsFoundFirstAndOnceWhenItIsFoundNoMore() {
        found.found(List.of(fault("A", "here"), fault("B", "there")));
        found.found(List.of(fault("A", "here"), fault("B", "there")));
        found.found(List.of(fault("B", "there")));
        found.found(List.of());
        assertEquals(Set.of("+A", "+B"), Set.copyOf(heard.subList(0, 2)));
        assertEquals(List.of("-A", "-B"), heard.subList(2, heard.size()));
    }

    @Test
    void whatAnotherFoundInTheSamePlaceIsTheirsToEnd() {
        FaultSource theirs = faults.source();
        theirs.raise(fault("THEIRS", "here"));
        found.found(List.of(fault("A", "here")));
        found.found(List.of());
        assertEquals(List.of("+THEIRS", "+A", "-A"), heard);
        assertEquals(List.of(fault("THEIRS", "here")), faults.standing());
    }

    @Test
    void ofSeveralInOnePlaceOneIsTold() {
        found.found(List.of(fault("A", "here"), fault("B", "here")));
        found.found(List.of(fault("A", "here"), fault("B", "here")));
        assertEquals(List.of("+A"), heard);
    }

    private static Fault fault(String code, String place) {
        return new Fault(code, place, "is at fault", "mend it");
    }
}
