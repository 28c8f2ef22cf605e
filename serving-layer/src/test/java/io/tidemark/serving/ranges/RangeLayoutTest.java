package io.tidemark.serving.ranges;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.node.NodePass;
import io.tidemark.serving.testing.SalesModel;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RangeLayoutTest {
    private static final String SHOPS = SalesModel.BY_SHOP;

    private static RangeLayout read(String borders) {
        return RangeLayout.read(borders, SalesModel.MODEL, 3);
    }

    private static GroupKey shop(String name) {
        return new GroupCodec(SalesModel.definition(SHOPS).groups()).key(Arrays.asList((Object) name));
    }

    @Test
    void everyGroupIsInOneRangeAlone() {
        RangeLayout layout = read("{\"sales-by-shop\": [\"b\", \"m\"]}");
        assertTrue(layout.divides(SHOPS));
        for (String name : List.of("", "a", "az", "b", "b\u0000", "ba", "m", "z", "é")) {
            GroupKey group = shop(name);
            int in = layout.rangeOf(SHOPS, group);
            assertEquals(name.compareTo("b") < 0 ? 0 : name.compareTo("m") < 0 ? 1 : 2, in, name);
            for (int range = 0; range < 3; range++) {
                boolean isThere = layout.range(SHOPS, range).first().compareTo(group) <= 0
                        && !layout.range(SHOPS, range).isBefore(group);
                assertEquals(range == in, isThere, name + " in " + range);
            }
        }
        assertEquals(0, layout.rangeOf(SHOPS, shop(null)));
    }

    @Test
    void aBorderMayLieInsideAValueOfTheFirstField() {
        RangeLayout layout = read("{\"sales-by-till\": [[\"b\", 7], \"m\"]}");
        GroupCodec codec =
                new GroupCodec(SalesModel.definition(SalesModel.BY_TILL).groups());
        assertEquals(0, layout.rangeOf(SalesModel.BY_TILL, codec.key(List.of("b", 6L))));
        assertEquals(1, layout.rangeOf(SalesModel.BY_TILL, codec.key(List.of("b", 7L))));
    }

    @Test
    void thoseThatAreAlikeHaveOneDigest() {
        String one = read("{\"sales-by-shop\": [\"b\", \"m\"], \"sales-by-till\": [\"b\", \"m\"]}")
                .digest();
        assertEquals(
                one,
                read("{\"sales-by-till\": [[\"b\"], \"m\"], \"sales-by-shop\": [\"b\", \"m\"]}")
                        .digest());
        assertNotEquals(
                one,
                read("{\"sales-by-shop\": [\"b\", \"n\"], \"sales-by-till\": [\"b\", \"m\"]}")
                        .digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{\"sales-by-shop\": [\"m\", \"b\"]} | \"b\" does not come after \"m\"",
                "{\"sales-by-shop\": [\"b\", \"b\"]} | \"b\" does not come after \"b\"",
                "{\"sales-by-shop\": [\"b\"]} | 1 borders make 2 ranges, and serving.peers names the nodes of 3",
                "{\"sales-by-shop\": \"b\"} | no list makes any ranges",
                "{\"sales-by-shop\": [\"b\", 7]} | 7 is no text",
                "{\"sales-by-shop\": [\"b\", [\"m\", 1]]} | has 2 values, and a group has 1",
                "{\"sales-by-till\": [[\"b\", \"x\"], \"m\"]} | group field \"till\"",
                "{\"sales-by-shop\": [\"b\", \"\\ud800\"]} | cannot be stored",
                "{\"sales-by-till\": [[\"b\", 1], \"\\udc00m\"]} | cannot be stored",
                "{\"sales-by-shopp\": [\"b\", \"m\"]} | is not in the model",
                "{\"all-sales\": [\"b\", \"m\"]} | has one group alone",
                "{} | names no aggregation",
                "[\"b\"] | names no aggregation",
                "sales-by-shop | is no JSON",
                "{\"sales-by-shop\": [\"b\", \"m\"], \"sales-by-shop\": [\"c\", \"m\"]} | is no JSON",
            })
    void whatIsNoDivisionIsRefusedByName(String borders, String says) {
        RangesException refused = assertThrows(RangesException.class, () -> read(borders));
        assertEquals("TM-SRV-020", refused.fault().code());
        assertTrue(refused.fault().place().startsWith("serving.ranges"), refused::getMessage);
        assertTrue(refused.fault().fault().contains(says), refused::getMessage);
    }

    @Test
    void aBorderThatIsLongerThanAGroupMayBeIsRefusedByName() {
        RangesException refused = assertThrows(
                RangesException.class, () -> read("{\"sales-by-shop\": [\"b\", \"" + "m".repeat(2 << 20) + "\"]}"));
        assertEquals(
                "serving.ranges, aggregation \"sales-by-shop\"", refused.fault().place());
        assertTrue(refused.fault().fault().contains("too long to be stored"), refused::getMessage);
    }

    @Test
    void aNodeHasOneOfTheRangesThereAre() {
        List<List<URI>> owners = List.of(List.of(URI.create("http://a:1")), List.of(URI.create("http://b:1")));
        for (int own : new int[] {0, 3}) {
            RangesException refused = assertThrows(RangesException.class, () -> settings(own, owners));
            assertTrue(refused.getMessage().contains("serving.range: " + own), refused::getMessage);
        }
        assertThrows(RangesException.class, () -> settings(1, owners.subList(0, 1)));
    }

    private static RangeSettings settings(int own, List<List<URI>> owners) {
        return new RangeSettings("{}", own, owners, ListenerSettings.on("127.0.0.1", 0), NodePass.NONE);
    }
}
