package io.tidemark.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemark.codec.SummedJson;
import java.io.IOException;

/**
 * A manifest as the JSON document that is stored and sent: the records' own components by name, instants as text. Only
 * whole documents of a known format are read, which add up to what was written, so that a damaged one is never taken for
 * another view.
 */
public final class ManifestJson {
    private static final int FORMAT = 5;
    /** Which only lacks what is known of logs that ended. */
    private static final int WITHOUT_ENDED = 4;
    /** Which lacks an id, too. */
    private static final int WITHOUT_ID = 3;
    /** Which lacks what it adds up to, too. */
    private static final int WITHOUT_SUM = 2;

    private static final String ID = "id";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(TidemarkModule.module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // Claims such as TimeRange.isAll() are no components.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ManifestJson() {}

    private record Document(int format, String id, Manifest manifest) {}

    /**
     * @param id of this one attempt to publish it: by it, a writer that was not answered knows its own manifest from
     *     another's that is equal
     */
    public static byte[] write(Manifest manifest, String id) {
        try {
            return SummedJson.write(MAPPER.writeValueAsBytes(new Document(FORMAT, id, manifest)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is made of plain records", e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws ManifestException if the bytes are not a whole manifest of a known format; the message names the place
     */
    public static Manifest read(byte[] json, String place) {
        try {
            boolean isSummed = SummedJson.isOn(json);
            JsonNode document = MAPPER.readTree(isSummed ? SummedJson.read(json) : json);
            JsonNode format = document.path("format");
            // Before anything else is looked at: another format's document has other fields.
            if (format.isInt() && (format.intValue() < WITHOUT_SUM || format.intValue() > FORMAT)) {
                throw ManifestException.otherFormat(place, format.intValue(), FORMAT);
            }
            if (!isSummed && format.intValue() > WITHOUT_SUM) {
                throw new IOException("it does not say what it adds up to");
            }
            if (document instanceof ObjectNode former) {
                complete(former, format.intValue());
            }
            Document read = MAPPER.treeToValue(document, Document.class);
            if (read == null) {
                throw new ManifestException(place, "is not a manifest: null", null);
            }
            return read.manifest();
        } catch (IOException | IllegalArgumentException e) {
            throw new ManifestException(place, "is not a manifest: " + firstLine(e.getMessage()), e);
        }
    }

    /** Puts in what a former version did not know of. */
    private static void complete(ObjectNode document, int format) {
        if (format <= WITHOUT_ID) {
            document.put(ID, "");
        }
        if (format <= WITHOUT_ENDED) {
            for (JsonNode view : document.path("manifest").path("views")) {
                if (view instanceof ObjectNode entry) {
                    entry.putObject("ended");
                }
            }
        }
    }

    /**
     * The id that a manifest was written with; empty if a former version wrote it.
     *
     * @throws ManifestException as {@link #read}
     */
    public static String id(byte[] json, String place) {
        try {
            return MAPPER.readTree(json).path(ID).asText();
        } catch (IOException e) {
            throw new ManifestException(place, "is not a manifest: " + firstLine(e.getMessage()), e);
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }
}
