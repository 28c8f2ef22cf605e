package io.tidemark.batch.publish;

import io.tidemark.batch.lists.NewLists;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewFiles;
import io.tidemark.manifest.ViewFiles.Section;
import io.tidemark.manifest.ViewLists;
import io.tidemark.manifest.json.ListJson;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the files of a view into lists: those of the view before are referred to as they are, but where a file changed. Owned by
 * one thread.
 */
record ViewListing(ListSettings settings, NewLists into, ViewLists lists) {
    /**
     * The same files, so many of them in lists that the manifest stays small.
     *
     * @param files by time and key
     * @param before of the view that they take the place of
     */
    ViewFiles listed(List<ViewFile> files, Optional<ViewFiles> before) {
        if (files.size() <= settings.viewFiles()) {
            return ViewFiles.named(files);
        }
        List<Section> known = before.map(ViewFiles::sections).orElse(List.of());
        List<Section> sections = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < known.size(); i++) {
            int end = files.size();
            if (i + 1 < known.size()) {
                end = from;
                long next = known.get(i + 1).tiles().firstMillis();
                while (end < files.size() && files.get(end).tiles().firstMillis() < next) {
                    end++;
                }
            }
            List<ViewFile> own = files.subList(from, end);
            if (own.size() == known.get(i).files()
                    && own.equals(lists.files(known.get(i).list()))) {
                sections.add(known.get(i));
            } else {
                sections.addAll(written(own));
            }
            from = end;
        }
        sections.addAll(written(files.subList(from, files.size())));
        return ViewFiles.listed(sections, lists);
    }

    /** Whole sections, and what is left: time goes on, and the last one is what the next run changes. */
    private List<Section> written(List<ViewFile> files) {
        List<Section> sections = new ArrayList<>();
        int from = 0;
        for (int end = 1; end <= files.size(); end++) {
            boolean isFull = end - from >= settings.viewSection();
            // The files of one slice stay together, or a section would not tell which slices are its own.
            boolean isApart = end == files.size()
                    || files.get(end).tiles().firstMillis()
                            > files.get(end - 1).tiles().firstMillis();
            if (end == files.size() || (isFull && isApart)) {
                sections.add(section(files.subList(from, end)));
                from = end;
            }
        }
        return sections;
    }

    private Section section(List<ViewFile> files) {
        long end = Long.MIN_VALUE;
        long rows = 0;
        for (ViewFile file : files) {
            end = Math.max(end, file.tiles().endMillis());
            rows += file.rows();
        }
        TimeRange tiles = new TimeRange(files.get(0).tiles().firstMillis(), end);
        return new Section(into.add(ListJson.write(files)), tiles, files.size(), rows);
    }
}
