package io.tidemark.http.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.ProblemException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words of a question as a JSON object: of each its text, number or truth, or a list of such for a word that may be
 * given several times. Null is null, and a text is that text, whatever it is.
 */
final class WordsBody {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private WordsBody() {}

    static Parameters read(byte[] body, Set<String> ofObjects) {
        Map<String, List<String>> words = new HashMap<>();
        try (JsonParser json = FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw refused("is no object");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonToken value = json.nextToken();
                if (value == JsonToken.START_OBJECT && ofObjects.contains(name)) {
                    Parameters.add(words, name, object(json));
                } else if (value == JsonToken.START_ARRAY) {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        Parameters.add(words, name, text(name, json));
                    }
                } else {
                    Parameters.add(words, name, text(name, json));
                }
            }
            if (json.nextToken() != null) {
                throw refused("goes on after the object");
            }
        } catch (JsonProcessingException e) {
            throw refused("is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw refused("is not JSON: " + e.getMessage());
        }
        return new Parameters(words);
    }

    /** An object as it stands. */
    private static String object(JsonParser json) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = FACTORY.createGenerator(text)) {
            copy.copyCurrentStructure(json);
        }
        return text.toString();
    }

    private static String text(String name, JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return Parameters.NULL;
        }
        if (token == null || !token.isScalarValue()) {
            throw HttpFault.BAD_BODY.at(
                    "field \"" + name + "\"",
                    "is neither a value nor a list of values",
                    "give a text, a number, true, false or null, or a list of them");
        }
        String text = json.getText();
        return Parameters.isOfNulls(text) ? Parameters.NULL + text : text;
    }

    private static ProblemException refused(String fault) {
        return HttpFault.BAD_BODY.at("body", fault, "send an object of the words that the query string takes");
    }
}
