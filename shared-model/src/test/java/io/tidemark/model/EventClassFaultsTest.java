package io.tidemark.model;

import static io.tidemark.aggregator.Aggregators.count;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.event.Name;
import io.tidemark.event.RecordSchema;
import io.tidemark.event.head.Header;
import io.tidemark.event.head.Key;
import io.tidemark.fault.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a model can never store or compute is a fault when it is built, and all of it is said at once. */
class EventClassFaultsTest {
    record Reserved(Instant at, long _timestamp, String _OFFSET, @Name("_Clock") long clock, long _id) {}

    record Cases(Instant at, String id, String ID, @Name("id") String third, @Name(" ") String blank) {}

    record Halves(
            Instant at,
            @Name("a\ud800") String name,
            @Header("\udc00b") String header,
            @Name("\ud83d\ude00") int whole) {}

    record Empty() {}

    record Deep(Instant at, List<Map<String, Empty>> empties, Object any, List<Optional<String>> maybe, Inner inner) {}

    record Inner(Thread thread, String a, String A, Map<Integer, String> map, long _offset) {}

    record Circle(Instant at, List<Circle> circles) {}

    record Generic<T>(Instant at, String t) {}

    record Blobs(Instant at, byte[] raw, List<byte[]> parts, String[] names, List<String>[] lists, @Key byte[] key) {}

    private static List<String> faults(Consumer<ModelBuilder> define) {
        DefinitionException faulty = assertThrows(DefinitionException.class, () -> Model.of(define::accept));
        assertTrue(faulty.faults().stream().noneMatch(fault -> fault.mend().isBlank()));
        return faulty.faults().stream().map(EventClassFaultsTest::text).sorted().toList();
    }

    private static String text(Fault fault) {
        return fault.code() + " " + fault.place() + ": " + fault.fault();
    }

    private static <E> void add(ModelBuilder model, String topic, Class<E> event) {
        model.aggregation(topic)
                .over(model.stream(topic, event).eventTimeMillis(e -> 0))
                .allTime()
                .metric("n", count());
    }

    @Test
    void namesOfTheArchivesOwnAreTakenWhateverTheirCase() {
        assertEquals(
                List.of(
                        "TM-DEF-025 stream \"r\", component \"_OFFSET\": \"_OFFSET\" is the name of a column of the archive's own",
                        "TM-DEF-025 stream \"r\", component \"_timestamp\": \"_timestamp\" is the name of a column of the archive's own",
                        "TM-DEF-025 stream \"r\", component \"clock\": \"_Clock\" is the name of a column of the archive's own"),
                faults(model -> add(model, "r", Reserved.class)));
    }

    @Test
    void namesThatDifferByCaseAloneOrNotAtAllAreFaults() {
        assertEquals(
                List.of(
                        "TM-DEF-026 stream \"c\", component \"ID\": \"ID\" differs from \"id\" by case alone, which tools that"
                                + " read the archive fold",
                        "TM-DEF-026 stream \"c\", component \"blank\": its name in the log is blank",
                        "TM-DEF-026 stream \"c\", component \"third\": another component is named \"id\" in the log"),
                faults(model -> add(model, "c", Cases.class)));
    }

    @Test
    void aNameWithHalfASurrogatePairIsAFault() {
        assertEquals(
                List.of(
                        "TM-DEF-026 stream \"h\", component \"header\": the name of its header holds half a surrogate pair",
                        "TM-DEF-026 stream \"h\", component \"name\": its name in the log holds half a surrogate pair"),
                faults(model -> add(model, "h", Halves.class)));
    }

    @Test
    void asManyComponentsAsTheJvmMakesARecordOfAreTakenAndNoMore() {
        Model.of(model -> add(model, "m", WideRecords.Most.class));
        assertEquals(253, RecordSchema.of(WideRecords.Most.class).components().size());
        assertEquals(
                List.of(
                        "TM-DEF-006 stream \"w\": TooMany has too many components: 254, of which long and double count twice,"
                                + " where 253 are allowed"),
                faults(model -> add(model, "w", WideRecords.TooMany.class)));
    }

    @Test
    void whatNoEventCanHoldIsFoundAtAnyDepthAndSaidTogether() {
        List<String> faults = faults(model -> {
            add(model, "deep", Deep.class);
            add(model, "circle", Circle.class);
            add(model, "empty", Empty.class);
        });
        assertEquals(
                List.of(
                        "TM-DEF-006 stream \"circle\", component \"circles[]\": Circle contains itself",
                        "TM-DEF-006 stream \"deep\", component \"any\": java.lang.Object is not supported",
                        "TM-DEF-006 stream \"deep\", component \"inner.map\": java.util.Map<java.lang.Integer, java.lang.String> is"
                                + " not supported",
                        "TM-DEF-006 stream \"deep\", component \"inner.thread\": java.lang.Thread is not supported",
                        "TM-DEF-006 stream \"deep\", component \"maybe\": an Optional inside a List, Map or Optional is not"
                                + " supported",
                        "TM-DEF-026 stream \"deep\", component \"inner.A\": \"A\" differs from \"a\" by case alone, which tools"
                                + " that read the archive fold",
                        "TM-DEF-027 stream \"deep\", component \"empties[][]\": Empty has no components",
                        "TM-DEF-027 stream \"empty\": Empty has no components"),
                faults.stream()
                        .map(fault -> fault.replaceAll("(is not supported); events hold.*", "$1"))
                        .toList());
    }

    @Test
    void whatArraysAreDeclaredAsInsteadIsSaid() {
        String bytes =
                " is not supported; use a String, as JSON and CSV have bytes as text, such as Base64; code may decode it"
                        + " where it is needed";
        assertEquals(
                List.of(
                        "\"key\": byte[] cannot be read from the key; use a String, which it is read into if it is text in"
                                + " UTF-8",
                        "\"lists\": java.util.List<java.lang.String>[] is not supported; use a List",
                        "\"names\": java.lang.String[] is not supported; use a List",
                        "\"parts[]\": byte[]" + bytes,
                        "\"raw\": byte[]" + bytes),
                assertThrows(DefinitionException.class, () -> Model.of(model -> add(model, "blobs", Blobs.class)))
                        .faults()
                        .stream()
                        .map(fault -> fault.place().replaceAll(".*component ", "") + ": " + fault.fault() + "; "
                                + fault.mend())
                        .map(fault -> fault.replaceAll("events hold.* of these; ", ""))
                        .sorted()
                        .toList());
        DefinitionException refused = assertThrows(
                DefinitionException.class,
                () -> Model.of(model -> model.aggregation("a")
                        .over(model.stream("flights", Flight.class).eventTime(Flight::date))
                        .groupBy("bytes", flight -> new byte[0])
                        .allTime()
                        .metric("n", count())));
        assertTrue(refused.getMessage().contains("cannot group by a byte[]"), refused.getMessage());
    }

    @Test
    void aRecordWithTypeParametersCannotBeAnEvent() {
        assertEquals(
                List.of("TM-DEF-006 stream \"g\": Generic has type parameters"),
                faults(model -> add(model, "g", Generic.class)));
    }

    @Test
    void whatIsNullOrEndlessIsAFaultAndNoException() {
        List<String> faults = faults(model -> {
            var flights = model.stream("flights", Flight.class)
                    .eventTime(Flight::date)
                    .format(null)
                    .maxSkew(Duration.ofSeconds(Long.MAX_VALUE));
            model.stream("a/../b", Flight.class).eventTime(Flight::date);
            model.stream(null, null);
            model.aggregation(null)
                    .over(flights)
                    .where(null)
                    .groupBy("g", null)
                    .tile(Duration.ofSeconds(Long.MAX_VALUE))
                    .allowedLateness(null)
                    .retention(Duration.ofSeconds(Long.MAX_VALUE))
                    .metric(null, null)
                    .metric("m", count(), null);
        });
        List<String> codes =
                faults.stream().map(fault -> fault.substring(0, 10)).distinct().toList();
        assertEquals(
                List.of(
                        "TM-DEF-002",
                        "TM-DEF-003",
                        "TM-DEF-004",
                        "TM-DEF-005",
                        "TM-DEF-010",
                        "TM-DEF-014",
                        "TM-DEF-018",
                        "TM-DEF-021",
                        "TM-DEF-028",
                        "TM-DEF-029"),
                codes,
                faults.toString());
    }

    @Test
    void aDefineThatThrowsAnErrorIsAFault() {
        assertTrue(faults(model -> {
                    throw new NoClassDefFoundError("io/gone/Missing");
                })
                .get(0)
                .startsWith("TM-DEF-024"));
    }
}
