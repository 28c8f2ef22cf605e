package io.tidemark.manifest.json;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.List;

/**
 * The lists that a manifest refers to: records as arrays, their components in order, since there are many.
 *
 * <pre>
 * [["views/a/1f/tiles=all/r1.parquet",[0,3600000],["",""],12,4711,["crc32c:1b2c3d4e:4700","w",0]]]
 * </pre>
 */
public final class ListJson {
    private static final JsonMapper MAPPER = mapper(ViewFile.class, TimeRange.class, KeyRange.class, FileOrigin.class);

    private ListJson() {}

    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    private interface InOrder {}

    /** @param records that stand as arrays */
    public static JsonMapper mapper(Class<?>... records) {
        JsonMapper.Builder builder = JsonMapper.builder()
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .enable(
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        for (Class<?> each : records) {
            builder.addMixIn(each, InOrder.class);
        }
        return builder.build();
    }

    public static byte[] write(List<ViewFile> files) {
        try {
            return MAPPER.writeValueAsBytes(files);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list is made of plain records", e);
        }
    }

    /** @throws IOException if it is not what {@link #write} wrote */
    public static List<ViewFile> read(byte[] json) throws IOException {
        return List.of(MAPPER.readValue(json, ViewFile[].class));
    }
}
