package io.tidemark.iceberg;

import java.util.Set;

/**
 * What a table is to show of one manifest.
 *
 * @param files below the storage's root
 */
record Shown(Mark mark, Set<String> files) {
    Shown {
        files = Set.copyOf(files);
    }
}
