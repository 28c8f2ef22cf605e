package io.tidemark.batch.engine.merge;

import io.tidemark.batch.engine.Part;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.manifest.KeyRange;
import io.tidemark.manifest.ViewFile;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The files that a part's base has for one slice.
 *
 * @param files by their key ranges
 */
public record SliceBase(Part<?> part, TimeRange slice, List<ViewFile> files) {
    public static SliceBase of(Part<?> part, TimeRange slice) {
        List<ViewFile> files = part.base().stream()
                .filter(file -> file.tiles().overlaps(slice.firstMillis(), slice.endMillis()))
                .sorted(Comparator.comparing(file -> file.keys().first()))
                .toList();
        return new SliceBase(part, slice, files);
    }

    /** Whether rows of it go on into the new view. */
    public boolean isMerged() {
        return files.stream().anyMatch(this::isMerged);
    }

    private boolean isMerged(ViewFile file) {
        return !part.keepsNothingOf(file.tiles());
    }

    /** Where the files begin whose rows go on, but for the first: there, and nowhere else, may their slice be divided. */
    public List<String> borders() {
        return files.stream()
                .filter(this::isMerged)
                .map(file -> file.keys().first())
                .skip(1)
                .toList();
    }

    /** The ranges that are merged each by itself, so that a file in which nothing changes stays. */
    List<KeyRange> ranges(KeyRange within) {
        List<KeyRange> ranges = new ArrayList<>();
        String first = within.first();
        for (String border : borders()) {
            boolean isInside =
                    border.compareTo(first) > 0 && (within.end().isEmpty() || border.compareTo(within.end()) < 0);
            if (isInside) {
                ranges.add(new KeyRange(first, border));
                first = border;
            }
        }
        ranges.add(new KeyRange(first, within.end()));
        return ranges;
    }

    /** The files that a new one of this range takes the place of: they begin in it. */
    public List<ViewFile> replacedBy(KeyRange range) {
        return files.stream()
                .filter(file -> file.keys().first().compareTo(range.first()) >= 0
                        && (range.end().isEmpty() || file.keys().first().compareTo(range.end()) < 0))
                .toList();
    }

    /** Those of them whose rows go on. */
    List<ViewFile> mergedInto(KeyRange range) {
        List<ViewFile> merged =
                replacedBy(range).stream().filter(this::isMerged).toList();
        for (ViewFile file : merged) {
            if (!file.tiles().equals(slice)) {
                throw StorageException.damaged(
                        file.path(),
                        "covers " + file.tiles() + " and not " + slice + ", so another version of Tidemark wrote it",
                        null);
            }
        }
        return merged;
    }
}
