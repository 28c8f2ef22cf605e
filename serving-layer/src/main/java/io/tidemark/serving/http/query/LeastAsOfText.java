package io.tidemark.serving.http.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.event.value.PlainNumbers;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.json.StrictJson;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.ProblemException;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.QueryWords;
import io.tidemark.serving.http.json.AsOfToken;
import io.tidemark.serving.merge.question.LeastAsOf;
import io.tidemark.serving.merge.question.LeastAsOf.OfTopic;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What an answer is to be no older than, as a caller writes it: an answer's token, or its vector. */
final class LeastAsOfText {
    private static final String PLACE = "parameter \"" + QueryWords.MIN_AS_OF + "\"";
    private static final String MEND =
            "give the asOfToken of an answer as it was, or an asOf such as {\"orders\": {\"0\": 4711}}";
    private static final Duration USUAL_WAIT = Duration.ofSeconds(1);
    private static final int MOST_SHOWN = 60;

    private LeastAsOfText() {}

    /** @param longest how long may be waited for at most */
    static Optional<LeastAsOf> read(Parameters query, AggregationDefinition<?> definition, Duration longest) {
        Duration waitFor = waitFor(query, longest);
        Optional<String> text = query.one(QueryWords.MIN_AS_OF);
        if (text.isEmpty()) {
            if (query.one(QueryWords.WAIT_FOR).isPresent()) {
                throw HttpFault.BAD_AS_OF.at(
                        "parameter \"" + QueryWords.WAIT_FOR + "\"",
                        "says for how long, and not for what",
                        "give minAsOf, or leave it out");
            }
            return Optional.empty();
        }
        if (query.one(QueryWords.MANIFEST).isPresent()) {
            throw HttpFault.BAD_AS_OF.at(
                    "parameters \"minAsOf\" and \"manifest\"",
                    "an earlier manifest's answer is as of that manifest, however long one waits",
                    "leave one of them out");
        }
        boolean isVector = text.get().stripLeading().startsWith("{");
        LeastAsOf least = isVector ? vector(text.get(), waitFor) : token(text.get(), waitFor);
        requireRead(least, definition, isVector);
        return Optional.of(least);
    }

    private static Duration waitFor(Parameters query, Duration longest) {
        Optional<String> text = query.one(QueryWords.WAIT_FOR);
        if (text.isEmpty()) {
            return longest.compareTo(USUAL_WAIT) < 0 ? longest : USUAL_WAIT;
        }
        try {
            Duration wait = Duration.parse(text.get());
            if (!wait.isNegative() && wait.compareTo(longest) <= 0) {
                return wait;
            }
        } catch (DateTimeException e) {
            // Refused below, like one that is too long.
        }
        throw HttpFault.BAD_NUMBER.at(
                "parameter \"" + QueryWords.WAIT_FOR + "\"",
                shown(text.get()) + " is not a duration from PT0S to " + longest + ", half of http.timeout",
                "use one such as PT0.5S");
    }

    private static LeastAsOf token(String text, Duration waitFor) {
        try {
            return AsOfToken.read(text, waitFor);
        } catch (AsOfToken.UnreadableException e) {
            throw HttpFault.BAD_AS_OF.at(PLACE, shown(text) + " " + e.getMessage(), e.mend());
        }
    }

    private static LeastAsOf vector(String text, Duration waitFor) {
        TreeMap<String, OfTopic> topics = new TreeMap<>();
        for (Map.Entry<String, JsonNode> topic : parsed(text).properties()) {
            TreeMap<Integer, Long> offsets = new TreeMap<>();
            if (!topic.getValue().isObject()) {
                throw refused("topic \"" + topic.getKey() + "\" has no offsets by partition");
            }
            for (Map.Entry<String, JsonNode> offset : topic.getValue().properties()) {
                offsets.put(partition(offset.getKey()), offset(offset));
            }
            topics.put(topic.getKey(), new OfTopic(Optional.empty(), offsets, Optional.empty()));
        }
        return new LeastAsOf(topics, waitFor);
    }

    private static JsonNode parsed(String text) {
        try {
            JsonNode vector = StrictJson.read(text);
            if (vector.isObject()) {
                return vector;
            }
        } catch (IOException e) {
            // Refused below, like what is no object.
        }
        throw refused(shown(text) + " is not JSON");
    }

    private static int partition(String text) {
        try {
            long partition = PlainNumbers.parse(text);
            if (partition >= 0 && partition <= Integer.MAX_VALUE) {
                return (int) partition;
            }
        } catch (NumberFormatException e) {
            // Refused below, like one that no topic has.
        }
        throw refused(shown(text) + " is no number of a partition");
    }

    private static long offset(Map.Entry<String, JsonNode> offset) {
        JsonNode number = offset.getValue();
        if (number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0) {
            return number.longValue();
        }
        throw refused("the offset of partition " + offset.getKey() + ", " + shown(number.toString()) + ", is none");
    }

    /** What nobody here could ever be older than is a mistake. */
    private static void requireRead(LeastAsOf least, AggregationDefinition<?> definition, boolean isVector) {
        Set<String> read = definition.input().topics();
        boolean isOther = isVector
                ? !read.containsAll(least.topics().keySet())
                : !least.topics().isEmpty()
                        && Collections.disjoint(read, least.topics().keySet());
        if (isOther) {
            throw HttpFault.BAD_AS_OF.at(
                    PLACE,
                    "names topics " + least.topics().keySet() + ", and aggregation \"" + definition.name() + "\" reads "
                            + String.join(", ", read) + " alone",
                    "give one of an answer about " + (read.size() == 1 ? "that topic" : "those topics"));
        }
    }

    private static ProblemException refused(String fault) {
        return HttpFault.BAD_AS_OF.at(PLACE, fault, MEND);
    }

    private static String shown(String text) {
        return "\"" + (text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…") + "\"";
    }
}
