package io.tidemark.event.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.event.DecodeException;
import io.tidemark.event.Name;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {
    record Flight(Instant date, int delay, Double ratio, @Name("from") String origin, Optional<BigDecimal> price) {}

    record Nested(List<String> parts) {}

    private static Flight decode(Csv format, String line) throws DecodeException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return format.decoder(Flight.class).decode(bytes, 0, bytes.length);
    }

    @Test
    void columnsAreTheComponentsInTheirOrder() throws DecodeException {
        assertEquals(
                new Flight(
                        Instant.parse("2001-01-01T00:01:00Z"),
                        -5,
                        0.5,
                        "A \"B\", C\nD",
                        Optional.of(new BigDecimal("1"))),
                decode(new Csv(), "2001-01-01T00:01:00Z,-5,0.5,\"A \"\"B\"\", C\nD\",1.0\r\n"));
    }

    @Test
    void emptyIsNullAndQuotedEmptyIsText() throws DecodeException {
        assertEquals(new Flight(null, 1, null, null, Optional.empty()), decode(new Csv(), ",1,,,"));
        assertEquals("", decode(new Csv(), ",1,,\"\",").origin());
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstField() throws DecodeException {
        assertEquals(decode(new Csv(), "1,1,,AMS,"), decode(new Csv(), "\uFEFF1,1,,AMS,"));
        assertEquals(
                "\uFEFF", decode(Csv.columns("from", "delay"), "\uFEFF\uFEFF,1").origin());
        assertEquals(
                "a,b", decode(Csv.columns("from", "delay"), "\uFEFF\"a,b\",1").origin());
    }

    @Test
    void columnsMayBeGiven() throws DecodeException {
        Csv format = Csv.columns("ignored", "from", "delay", "date").separatedBy(';');
        assertEquals(
                new Flight(Instant.ofEpochMilli(1), 7, null, "AMS", Optional.empty()), decode(format, "x;AMS;7;1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ",,,, | delay: is missing",
                ",1 | csv: has 2 fields, not 5",
                ",1,,,,x | csv: has 6 fields, not 5",
                ",x,,, | delay: x is not a whole number",
                ",2147483648,,, | delay: 2147483648 is out of the range of int",
                ",1,NaN,, | ratio: NaN is not a finite double",
                ",1,,\"x | csv: a quote is not closed",
                ",1,,\"x\"y, | csv: a field goes on after its quotes, or after a line break, at 7",
            })
    void faultsSayPlaceAndValue(String line, String fault) {
        assertEquals(
                fault,
                assertThrows(DecodeException.class, () -> decode(new Csv(), line))
                        .getMessage());
    }

    @Test
    void whatDoesNotFitIsRefusedWhenTheModelIsBuilt() {
        assertEquals(
                "parts: a list, map or record does not fit into one field",
                assertThrows(IllegalArgumentException.class, () -> new Csv().decoder(Nested.class))
                        .getMessage());
        assertEquals(
                "delay: is a primitive and not among the columns",
                assertThrows(IllegalArgumentException.class, () -> Csv.columns("date")
                                .decoder(Flight.class))
                        .getMessage());
    }
}
