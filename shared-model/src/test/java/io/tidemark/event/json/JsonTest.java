package io.tidemark.event.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.event.DecodeException;
import io.tidemark.event.EventDecoder;
import io.tidemark.event.Name;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    enum Kind {
        ARRIVAL,
        DEPARTURE
    }

    record Gate(String name, int number) {}

    record Wide(
            boolean late,
            byte b,
            short s,
            int i,
            long l,
            char c,
            float f,
            double d,
            Integer boxed,
            String text,
            Kind kind,
            Instant at,
            LocalDate day,
            BigDecimal price,
            Optional<String> note,
            Gate gate,
            List<Integer> stops,
            Map<String, Gate> gates) {}

    record Flight(Instant date, int delay, @Name("dist") Long distance, String origin) {}

    record Positive(int n) {
        Positive {
            if (n <= 0) {
                throw new IllegalArgumentException(n + " is not positive");
            }
        }
    }

    private static <E> E decode(Class<E> event, String json) throws DecodeException {
        byte[] padded = ("###" + json + "###").getBytes(StandardCharsets.UTF_8);
        return new Json().decoder(event).decode(padded, 3, padded.length - 6);
    }

    private static String fault(Class<?> event, String json) {
        return assertThrows(DecodeException.class, () -> decode(event, json)).getMessage();
    }

    @Test
    void everyTypeIsRead() throws DecodeException {
        Wide wide = decode(
                Wide.class,
                """
                {"late":true,"b":-128,"s":32767,"i":-2147483648,"l":9223372036854775807,"c":"é","f":1.5,"d":-0.1e-3,
                 "boxed":7,"text":"a\\n\\u00e9😀","kind":"DEPARTURE","at":"2001-01-31T23:59:00.123456789Z","day":"2001-02-28",
                 "price":12.50,"note":"n","gate":{"number":3,"name":"B"},"stops":[1,null,3],
                 "gates":{"x":{"name":"C","number":4},"y":null}}""");
        Gate c = new Gate("C", 4);
        assertEquals("{x=Gate[name=C, number=4], y=null}", wide.gates().toString());
        assertEquals(c, wide.gates().get("x"));
        assertEquals(Arrays.asList(1, null, 3), wide.stops());
        assertEquals(Instant.parse("2001-01-31T23:59:00.123456Z"), wide.at());
        assertEquals(new BigDecimal("12.5"), wide.price());
        assertEquals(Optional.of("n"), wide.note());
        assertEquals(new Gate("B", 3), wide.gate());
        assertEquals("a\né😀", wide.text());
        assertEquals(Kind.DEPARTURE, wide.kind());
        assertEquals(LocalDate.of(2001, 2, 28), wide.day());
        assertEquals(
                "true -128 32767 -2147483648 9223372036854775807 é 1.5 -1.0E-4 7",
                "%s %s %s %s %s %s %s %s %s"
                        .formatted(
                                wide.late(),
                                wide.b(),
                                wide.s(),
                                wide.i(),
                                wide.l(),
                                wide.c(),
                                wide.f(),
                                wide.d(),
                                wide.boxed()));
    }

    @Test
    void whatIsMissingIsNullOrEmptyAndTheUnknownIsIgnored() throws DecodeException {
        Wide wide = decode(
                Wide.class,
                """
                {"unknown":{"deep":[1,{"x":2}]},"late":false,"b":1,"s":1,"i":1,"l":1,"c":"c","f":1,"d":1,"text":null,
                 "note":null}""");
        assertNull(wide.boxed());
        assertNull(wide.text());
        assertNull(wide.gates());
        assertEquals(Optional.empty(), wide.note());
    }

    @Test
    void nothingOfTheRecordBeforeStaysBehind() throws DecodeException {
        EventDecoder<Flight> decoder = new Json().decoder(Flight.class);
        byte[] full = "{\"delay\":5,\"origin\":\"AMS\",\"dist\":9}".getBytes(StandardCharsets.UTF_8);
        byte[] none = "{\"delay\":6}".getBytes(StandardCharsets.UTF_8);
        byte[] broken = "{\"delay\":7,\"origin\":\"LAX\",".getBytes(StandardCharsets.UTF_8);
        assertEquals(new Flight(null, 5, 9L, "AMS"), decoder.decode(full, 0, full.length));
        assertThrows(DecodeException.class, () -> decoder.decode(broken, 0, broken.length));
        assertEquals(new Flight(null, 6, null, null), decoder.decode(none, 0, none.length));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheObject() throws DecodeException {
        assertEquals(3, decode(Flight.class, "\uFEFF{\"delay\":3}").delay());
        assertEquals("json: is not an object in UTF-8", fault(Flight.class, "\uFEFF\uFEFF{\"delay\":3}"));
    }

    @Test
    void anInstantMayBeMilliseconds() throws DecodeException {
        assertEquals(
                Instant.ofEpochMilli(-1),
                decode(Flight.class, "{\"date\":-1,\"delay\":0}").date());
    }

    @Test
    void ofAFieldThatIsThereTwiceTheLastCounts() throws DecodeException {
        assertEquals(2, decode(Flight.class, "{\"delay\":1,\"delay\":2}").delay());
        assertEquals("delay: is missing", fault(Flight.class, "{\"delay\":1,\"delay\":null}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | delay: is missing",
                "{\"delay\":null} | delay: is missing",
                "{\"delay\":\"5\"} | delay: \"5\" is not a whole number",
                "{\"delay\":5.0} | delay: 5.0 is not a whole number",
                "{\"delay\":2147483648} | delay: 2147483648 is out of the range of int",
                "{\"delay\":99999999999999999999} | delay: 99999999999999999999 is out of the range of int",
                "{\"delay\":[1]} | delay: an array is not a whole number",
                "{\"delay\":1,\"origin\":7} | origin: 7 is not text",
                "{\"delay\":1,\"origin\":\"\\ud800\"} | origin: is not Unicode text, half a surrogate pair at 0",
                "{\"delay\":1,\"date\":\"2001-02-29T00:00:00Z\"} | date: 2001-02-29T00:00:00Z is not an ISO 8601 instant"
                        + " such as 2001-01-31T23:59:00Z",
                "{\"delay\":1,\"date\":9223372036854775807} | date: 9223372036854775807 is out of the range of instants",
                "{\"delay\":1}{} | json: more follows after the object",
                "[1] | json: is not an object in UTF-8",
                "`` | json: is empty",
            })
    void faultsSayPlaceAndValue(String json, String fault) {
        assertEquals(fault, fault(Flight.class, json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"delay\":1", "{\"delay\":NaN}", "{\"delay\":01}", "{delay:1}", "{\"delay\":1} x"})
    void whatIsNotJsonIsAFault(String json) {
        assertEquals("json: ", fault(Flight.class, json).substring(0, 6));
    }

    @Test
    void placesLeadIntoWhatIsNested() {
        String rest = "\"late\":true,\"b\":1,\"s\":1,\"i\":1,\"l\":1,\"c\":\"c\",\"f\":1,\"d\":1";
        assertEquals("gate.number: is missing", fault(Wide.class, "{" + rest + ",\"gate\":{}}"));
        assertEquals("stops[]: \"x\" is not a whole number", fault(Wide.class, "{" + rest + ",\"stops\":[\"x\"]}"));
        assertEquals("gates{}.number: is missing", fault(Wide.class, "{" + rest + ",\"gates\":{\"g\":{}}}"));
        assertEquals("kind: LATE is none of ARRIVAL, DEPARTURE", fault(Wide.class, "{" + rest + ",\"kind\":\"LATE\"}"));
        assertEquals(
                "price: is a number of more than 1000 digits", fault(Wide.class, "{" + rest + ",\"price\":1e99999}"));
    }

    @Test
    void malformedUtf8IsAFault() {
        byte[] latin1 = "{\"delay\":1,\"origin\":\"Zürich\"}".getBytes(StandardCharsets.ISO_8859_1);
        byte[] utf16 = "{\"delay\":1}".getBytes(StandardCharsets.UTF_16LE);
        EventDecoder<Flight> decoder = new Json().decoder(Flight.class);
        assertThrows(DecodeException.class, () -> decoder.decode(latin1, 0, latin1.length));
        assertThrows(DecodeException.class, () -> decoder.decode(utf16, 0, utf16.length));
    }

    @Test
    void aConstructorThatThrowsIsAFault() {
        assertEquals(
                "Positive: java.lang.IllegalArgumentException: 0 is not positive", fault(Positive.class, "{\"n\":0}"));
    }

    record Loop(Loop next) {}

    record Odd(List<Optional<String>> odd) {}

    record Raw(Thread thread) {}

    @Test
    void anUnsupportedComponentIsNamed() {
        assertEquals("next: Loop contains itself", unsupported(Loop.class));
        assertEquals("odd: an Optional inside a List, Map or Optional is not supported", unsupported(Odd.class));
        assertEquals(
                "thread: java.lang.Thread is not supported",
                unsupported(Raw.class).split(";")[0]);
    }

    private static String unsupported(Class<?> event) {
        return assertThrows(IllegalArgumentException.class, () -> new Json().decoder(event))
                .getMessage();
    }
}
