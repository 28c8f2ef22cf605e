package io.tidemark.manifest.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tidemark.codec.SummedJson;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ManifestException;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewFiles;
import io.tidemark.manifest.ViewLists;
import java.io.IOException;
import java.util.List;

/**
 * A manifest as the JSON document that is stored and sent: the records' own components by name, instants as text. Only
 * whole documents of a known format are read, which add up to what was written, so that a damaged one is never taken for
 * another view.
 */
public final class ManifestJson {
    /** Since 8 views name what operators remember; one in which none does is written as of the format before. */
    private static final int FORMAT = 8;
    /** Since 7 there are archive files that were replaced, and files of views may tell tiles in microseconds. */
    private static final int WITHOUT_REMEMBERED = 7;
    /** In which each view has its own vectors, and names all of its files. */
    private static final int WITHOUT_LISTS = 5;
    /** Which lacks what is known of logs that ended, too. */
    private static final int WITHOUT_ENDED = 4;
    /** Which lacks an id, too. */
    private static final int WITHOUT_ID = 3;
    /** Which lacks what it adds up to as well. */
    private static final int WITHOUT_SUM = 2;

    private static final String ID = "id";
    private static final String REPLACED = "replaced";
    private static final String REMEMBERED = "remembered";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(TidemarkModule.module())
            .addModule(new SimpleModule("former views").addDeserializer(ViewFiles.class, new FormerFiles()))
            .addMixIn(ListedArchive.class, ReplacedIfAny.class)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // Claims such as TimeRange.isAll() are no components.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ManifestJson() {}

    /** So that a manifest without any is one of the format before. */
    interface ReplacedIfAny {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ListedArchive.Replaced> replaced();
    }

    /** What former versions wrote. */
    private record FormerDocument(int format, String id, Manifest manifest) {}

    private static final class FormerFiles extends StdDeserializer<ViewFiles> {
        private static final long serialVersionUID = 1;

        FormerFiles() {
            super(ViewFiles.class);
        }

        @Override
        public ViewFiles deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return ViewFiles.named(List.of(context.readValue(json, ViewFile[].class)));
        }
    }

    /**
     * @param id of this one attempt to publish it: by it, a writer that was not answered knows its own manifest from
     *     another's that is equal
     */
    public static byte[] write(Manifest manifest, String id) {
        try {
            return SummedJson.write(MAPPER.writeValueAsBytes(ManifestDocument.of(format(manifest), id, manifest)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is made of plain records", e);
        }
    }

    /** The least that tells all of it: a process of before must not leave out silently what it does not know. */
    private static int format(Manifest manifest) {
        boolean isRemembered = manifest.views().values().stream()
                .anyMatch(view -> !view.remembered().equals(Remembered.NOTHING));
        return isRemembered ? FORMAT : WITHOUT_REMEMBERED;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param lists whoever reads the lists that it refers to, when they are asked for
     * @throws ManifestException if the bytes are not a whole manifest of a known format; the message names the place
     */
    public static Manifest read(byte[] json, String place, ViewLists lists) {
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
            if (format.intValue() <= WITHOUT_LISTS) {
                return former(document, place);
            }
            document.path("archives").forEach(archive -> {
                if (archive instanceof ObjectNode fields && !fields.has(REPLACED)) {
                    fields.putArray(REPLACED);
                }
            });
            document.path("views").forEach(view -> {
                if (view instanceof ObjectNode fields && !fields.has(REMEMBERED)) {
                    fields.putObject(REMEMBERED);
                }
            });
            return MAPPER.treeToValue(document, ManifestDocument.class).manifest(lists);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ManifestException(place, "is not a manifest: " + firstLine(e.getMessage()), e);
        }
    }

    private static Manifest former(JsonNode document, String place) throws IOException {
        int format = document.path("format").intValue();
        if (document instanceof ObjectNode fields && format <= WITHOUT_ID) {
            fields.put(ID, "");
        }
        if (document.path("manifest") instanceof ObjectNode manifest) {
            manifest.putObject("archives");
            // A view's files were its own, not lists beside the manifest.
            manifest.path("views").forEach(view -> {
                if (view instanceof ObjectNode fields && fields.has("files")) {
                    fields.set("content", fields.remove("files"));
                }
                if (view instanceof ObjectNode fields) {
                    fields.putObject(REMEMBERED).putObject("files");
                }
                if (view instanceof ObjectNode fields && format <= WITHOUT_ENDED) {
                    fields.putObject("ended");
                }
            });
        }
        FormerDocument read = MAPPER.treeToValue(document, FormerDocument.class);
        if (read == null) {
            throw new ManifestException(place, "is not a manifest: null", null);
        }
        return read.manifest();
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
