package io.tidemark.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "1023, 1023 bytes",
        "1024, 1 KiB",
        "1536, 1.5 KiB",
        "1048576, 1 MiB",
        "1048577, 1.0 MiB",
        "201326591, 192.0 MiB",
        "201326592, 192 MiB",
        "4294967296, 4096 MiB"
    })
    void whatIsNoWholeUnitDoesNotLookLikeOne(long bytes, String text) {
        assertEquals(text, SizeText.of(bytes));
    }
}
