package io.tidemark.launcher.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What a speed node announces of itself, as JSON. What a later version says besides is passed over.
 *
 * @param name as people know it
 * @param endpoint where it is asked
 * @param replica which replica of the realtime view it is part of
 * @param installation the id of the storage that it works with; empty while it has none yet
 * @param definitions the fingerprint of each aggregation that it computes, by name
 */
public record NodeWord(
        String name, URI endpoint, String replica, String installation, Map<String, String> definitions) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    public NodeWord {
        definitions = Map.copyOf(definitions);
    }

    /** As it is announced. */
    public byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }

    /** Empty if it is no word of a speed node. */
    public static Optional<NodeWord> of(byte[] json) {
        try {
            NodeWord word = JSON.readValue(json, NodeWord.class);
            boolean isWhole = word.name() != null
                    && word.endpoint() != null
                    && word.endpoint().getHost() != null
                    && word.installation() != null;
            return isWhole ? Optional.of(word) : Optional.empty();
        } catch (IOException | RuntimeException noWord) {
            return Optional.empty();
        }
    }

    /** Whether it is known to be of another installation than that of an id. */
    boolean isOfAnotherThan(Optional<String> own) {
        return !installation.isEmpty() && !own.equals(Optional.of(installation));
    }
}
