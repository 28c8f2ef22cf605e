package io.tidemark.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CountedTest {
    @Test
    void oneIsNotSeveral() {
        assertEquals("0 records", Counted.of(0, "record"));
        assertEquals("1 record", Counted.of(1, "record"));
        assertEquals("2 entries", Counted.of(2, "entry", "entries"));
    }
}
