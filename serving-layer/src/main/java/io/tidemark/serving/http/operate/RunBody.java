package io.tidemark.serving.http.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.http.json.StrictJson;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.NearestName;
import io.tidemark.http.problem.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The body of a request for a run, checked field by field: what is wrong with one is said by its name and its value. */
final class RunBody {
    private static final List<String> FIELDS =
            List.of("kind", "aggregations", "from", "to", "zone", "cut", "acceptGaps");
    private static final int MOST_SHOWN = 100;

    private final JsonNode object;

    private RunBody(JsonNode object) {
        this.object = object;
    }

    static RunBody read(byte[] body) {
        JsonNode json = parsed(body);
        if (!json.isObject()) {
            throw HttpFault.BAD_BODY.at(
                    "body",
                    json.isMissingNode() ? "is empty" : shown(json) + " is no object",
                    "send an object with kind, aggregations, from, to, zone, cut and acceptGaps, as /openapi.json has it");
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw HttpFault.BAD_BODY.at(
                        "field \"" + name + "\"", "is not known here", NearestName.mend(name, FIELDS));
            }
        }
        return new RunBody(json);
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return StrictJson.read(body);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw HttpFault.BAD_BODY.at("body", "is not JSON" + where, "send an object, and nothing after it");
        } catch (IOException e) {
            throw HttpFault.BAD_BODY.at("body", "is not JSON", "send an object, in UTF-8");
        }
    }

    /** A field's text; empty if it is left out or null. */
    Optional<String> text(String name) {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(text(name, value));
    }

    private static String text(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw refused(name, value, "is no text", "give a text, in quotes");
        }
        return value.textValue();
    }

    List<String> texts(String name) {
        JsonNode values = object.path(name);
        if (values.isMissingNode() || values.isNull()) {
            return List.of();
        }
        if (!values.isArray()) {
            throw refused(name, values, "is no list", "give a list of texts");
        }
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(text(name, value)));
        return texts;
    }

    boolean isTrue(String name) {
        JsonNode value = object.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw refused(name, value, "is neither true nor false", "use true or false");
        }
        return value.asBoolean(false);
    }

    private static ProblemException refused(String name, JsonNode value, String fault, String mend) {
        return HttpFault.BAD_BODY.at("field \"" + name + "\"", shown(value) + " " + fault, mend);
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
