package io.tidemark.columns.read;

import io.tidemark.columns.event.FileFields;
import java.util.Map;

/**
 * What stands in the footer of a file.
 *
 * @param texts what its writer put there
 * @param fields what its columns tell of its records
 */
public record FileFooter(Map<String, String> texts, FileFields fields) {
    public FileFooter {
        texts = Map.copyOf(texts);
    }
}
