package io.tidemark.columns.read;

import io.tidemark.columns.event.FileFields;
import java.util.Map;

/**
 * What stands in the footer of a file.
 *
 * @param texts what its writer put there
 * @param fields what its columns tell of its records
 * @param isSealed whether it is known to be what was written, to the last byte
 */
public record FileFooter(Map<String, String> texts, FileFields fields, boolean isSealed) {
    public FileFooter {
        texts = Map.copyOf(texts);
    }
}
