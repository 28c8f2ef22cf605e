package io.tidemark.launcher.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are printed as the node wrote them, digit by digit. */
class AnswerTableTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567.90",
                "0.00001234",
                "0.1",
                "-0.30000000000000004",
                "9223372036854775807",
                "123456789012345678901234567890.123456789012345678901234567890",
                "1.7976931348623157E+308",
                "4.9E-324",
            })
    void aNumberIsPrintedExactlyInBothForms(String number) throws Exception {
        assertTrue(asked(number).contains(number), () -> number + " in a table");
        assertTrue(asked(number, "--json").contains(number), () -> number + " in JSON");
    }

    @Test
    void aNumberMayHaveAnyLength() throws Exception {
        String digits = "7".repeat(1001) + "." + "3".repeat(500);
        assertTrue(asked(digits).contains(digits));
    }

    @Test
    void eachLogThatIsNoMoreIsNamedWithWhatCountsOfIt() throws Exception {
        String printed = answered(
                "{\"complete\":true,\"manifest\":1,\"asOf\":{\"sales\":{\"0\":5}},\"tidemark\":{},\"rows\":[],"
                        + "\"endedLogs\":[{\"clusterId\":\"old\",\"topicId\":\"T1\",\"asOf\":{\"sales\":{\"0\":4,\"1\":7}}}]}");
        assertTrue(
                printed.contains("counted too: the log before, topic id T1 of cluster old, as of sales 0:4 1:7"),
                printed);
    }

    private static String asked(String number, String... options) throws Exception {
        return answered(
                "{\"complete\":true,\"manifest\":1,\"asOf\":{},\"tidemark\":{},\"rows\":[{\"group\":{},\"start\":null,"
                        + "\"end\":null,\"metrics\":{\"m\":" + number
                        + "},\"origin\":\"batch\",\"settled\":true}]}",
                options);
    }

    private static String answered(String json, String... options) throws Exception {
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = json.getBytes(StandardCharsets.UTF_8);
        node.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        node.start();
        try {
            String url = "http://127.0.0.1:" + node.getAddress().getPort();
            String[] arguments = new String[3 + options.length];
            arguments[0] = "query";
            arguments[1] = "sales";
            arguments[2] = "--url=" + url;
            System.arraycopy(options, 0, arguments, 3, options.length);
            return Outcome.of(arguments).out();
        } finally {
            node.stop(0);
        }
    }
}
