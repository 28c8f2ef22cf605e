package io.tidemark.batch.engine.merge;

import io.tidemark.batch.engine.Part;
import io.tidemark.manifest.ViewFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What became of some slices of a part.
 *
 * @param written new files
 * @param replaced the paths of those of the base that they take the place of
 */
public record MergedSlice(List<ViewFile> written, List<String> replaced) {
    private static final Comparator<ViewFile> ORDER = Comparator.comparing(
                    (ViewFile file) -> file.tiles().firstMillis())
            .thenComparing(file -> file.keys().first());

    public MergedSlice {
        written = List.copyOf(written);
        replaced = List.copyOf(replaced);
    }

    /** The files of the new view: what was written, and of the base what was not replaced and has not expired. */
    public static List<ViewFile> files(Part<?> part, List<ViewFile> written, Set<String> replaced) {
        List<ViewFile> files = new ArrayList<>(written);
        for (ViewFile file : part.base()) {
            if (!replaced.contains(file.path()) && !part.isExpired(file.tiles())) {
                files.add(file);
            }
        }
        files.sort(ORDER);
        return files;
    }
}
