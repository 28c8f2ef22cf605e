package io.tidemark.batch.engine.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.tidemark.codec.SummedJson;
import io.tidemark.manifest.json.TidemarkModule;
import java.io.IOException;

/**
 * Orders, their units and what tasks report of them as JSON: the records' own components by name. They go from one process
 * to another of the same version, and nowhere else; the format is bound to the version of Tidemark, and another is refused.
 */
public final class WorkJson {
    private static final int FORMAT = 3;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(TidemarkModule.module())
            .addModule(new Jdk8Module())
            // Claims such as TimeRange.isAll() are no components.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private WorkJson() {}

    private record Document<T>(int format, T work) {}

    public static byte[] write(Object work) {
        try {
            return SummedJson.write(MAPPER.writeValueAsBytes(new Document<>(FORMAT, work)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("work is made of plain records", e);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws OrderRefusedException if it is not whole, or of another version
     */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            byte[] object = SummedJson.isOn(json) ? SummedJson.read(json) : new byte[0];
            var document = MAPPER.readTree(object);
            if (document.path("format").intValue() != FORMAT) {
                throw new IOException(
                        "it is of format " + document.path("format") + ", and this version reads " + FORMAT);
            }
            return MAPPER.treeToValue(document.path("work"), type);
        } catch (IOException | IllegalArgumentException e) {
            throw new OrderRefusedException(
                    type.getSimpleName(),
                    "cannot be read: " + e.getMessage().lines().findFirst().orElse(""),
                    "see that the engine's processes get the same jars of Tidemark as the process that runs batch");
        }
    }
}
