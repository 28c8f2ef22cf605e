package io.tidemark.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.event.csv.Csv;
import io.tidemark.event.json.Json;
import io.tidemark.event.value.DecimalTexts;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UndeclaredFieldsTest {
    record Line(String sku, double price) {}

    record Order(String id, double total, Line first, List<Line> lines, Map<String, Line> byName) {}

    record Flat(String id, double total, float ratio) {}

    private final UndeclaredFields undeclared = UndeclaredFields.kept();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':'a','total':1,'ratio':1} | ``",
                "{'id':'a','total':1,'ratio':1,'qty':2} | {'qty':2}",
                "{'qty': 2.50 , 'id':'a','total':1,'ratio':1, 'ok':true,'no':null} | {'qty':2.50,'ok':true,'no':null}",
                "{'id':'a','total':1,'ratio':1,'x':{'y':[1, {'z':'é'}]}} | {'x':{'y':[1, {'z':'é'}]}}",
                "{'id':'é','q\\u0041':'\\u00e9','total':1,'ratio':1,'ü':1} | {'qA':'\\u00e9','ü':1}",
                "{'id':'a','total':1,'ratio':1,'x':1,'x':[2]} | {'x':1,'x':[2]}"
            })
    void whatTheClassDoesNotDeclareStandsThereAsTheLogSaysIt(String json, String expected) throws DecodeException {
        assertEquals(expected.replace('\'', '"'), undeclared(Flat.class, json));
    }

    @Test
    void aFieldThatHoldsMoreThanItsClassStandsThereWhole() throws DecodeException {
        assertEquals("", undeclared(Order.class, order("{'sku':'s','price':1}", "", "")));
        assertEquals(
                "{'first':{'sku':'s','price':1,'more':2}}",
                quoted(undeclared(Order.class, order("{'sku':'s','price':1,'more':2}", "", ""))));
        assertEquals(
                "{'lines':[{'sku':'s','price':1},{'price':2,'x':[0]}]}",
                quoted(undeclared(
                        Order.class,
                        order("{'price':1}", "{'sku':'s','price':1},{'price':2,'x':[0]}", "'a':{'price':1}"))));
        assertEquals(
                "{'byName':{'a':{'price':1,'x':2}}}",
                quoted(undeclared(Order.class, order("{'price':1}", "", "'a':{'price':1,'x':2}"))));
    }

    @Test
    void ofAFieldThatIsThereTwiceTheLastCountsAmongTheUndeclaredToo() throws DecodeException {
        String twice = "{'total':1,'first':{'price':1,'x':1},'first':{'price':2}}";
        assertEquals("{'first':{'price':1,'x':1},'first':{'price':2}}", quoted(undeclared(Order.class, twice)));
    }

    @Test
    void aNumberWithMoreDigitsThanADoubleHoldsStandsThereToo() throws DecodeException {
        assertEquals("", undeclared(Flat.class, "{'total':12.34,'ratio':0.1}"));
        assertEquals("", undeclared(Flat.class, "{'total':0.30000000000000004,'ratio':0.1}"));
        assertEquals(
                "{'total':12345678901234567.89}",
                quoted(undeclared(Flat.class, "{'total':12345678901234567.89,'ratio':1}")));
        assertEquals(
                "{'total':9007199254740993}", quoted(undeclared(Flat.class, "{'total':9007199254740993,'ratio':1}")));
        assertEquals(
                "{'ratio':0.12345678901234567890}",
                quoted(undeclared(Flat.class, "{'total':1,'ratio':0.12345678901234567890}")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aDoubleTellsTheNumberThatTheLogSaid(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            int digits = 1 + random.nextInt(15);
            BigDecimal said = BigDecimal.valueOf(
                    random.nextLong(-(long) Math.pow(10, digits), (long) Math.pow(10, digits)), random.nextInt(-5, 20));
            double kept = Double.parseDouble(said.toString());
            assertEquals(0, said.compareTo(new BigDecimal(DecimalTexts.of(kept))), said + ", seed " + seed);
            double any = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(any)) {
                assertEquals(any, Double.parseDouble(DecimalTexts.of(any)) + 0.0, "seed " + seed);
                assertTrue(DecimalTexts.tells(any, Double.toString(any)));
            }
        }
    }

    @Test
    void theColumnsOfCsvThatTheClassDoesNotHaveStandThereAsText() throws DecodeException {
        record Row(String id) {}
        FieldDecoder decoder =
                Csv.columns("id", "qty", "note").fields(Row.class, EventFormat.allComponents(Row.class), undeclared);
        decode(decoder, "a,2,\"say \"\"x\"\"\"");
        assertEquals("{\"qty\":\"2\",\"note\":\"say \\\"x\\\"\"}", undeclaredText());
        decode(decoder, "a,,\"\"");
        assertEquals("{\"qty\":null,\"note\":\"\"}", undeclaredText());
    }

    private static String order(String first, String lines, String byName) {
        return "{'id':'a','total':1,'first':" + first + ",'lines':[" + lines + "],'byName':{" + byName + "}}";
    }

    private String undeclared(Class<?> event, String json) throws DecodeException {
        decode(new Json().fields(event, EventFormat.allComponents(event), undeclared), json.replace('\'', '"'));
        return undeclaredText();
    }

    private String undeclaredText() {
        return new String(undeclared.text(), 0, undeclared.length(), StandardCharsets.UTF_8);
    }

    private static String quoted(String json) {
        return json.replace('"', '\'');
    }

    /** From the middle of a buffer, as in a fetch. */
    private static void decode(FieldDecoder decoder, String text) throws DecodeException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] buffer = new byte[bytes.length + 9];
        System.arraycopy(bytes, 0, buffer, 5, bytes.length);
        decoder.decode(buffer, 5, bytes.length);
    }
}
