package io.tidemark.manifest;

import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a view, by time and key: a few are named by the manifest itself, many by lists beside it, each of one stretch of
 * event time. A list is read when somebody asks for its files, and not before. Two are equal if they name the same files.
 * Immutable, safe for use by many threads.
 */
public final class ViewFiles {
    private final List<ViewFile> named;
    private final List<Section> sections;
    private final ViewLists lists;

    /**
     * Files that follow each other, in a list of their own. The next one's tiles begin after all of its own do.
     *
     * @param tiles from the first tile's start of any of its files to the last one's end
     * @param files how many it names
     * @param rows of all of them
     */
    public record Section(ListPart list, TimeRange tiles, int files, long rows) {}

    private ViewFiles(List<ViewFile> named, List<Section> sections, ViewLists lists) {
        this.named = List.copyOf(named);
        this.sections = List.copyOf(sections);
        this.lists = lists;
    }

    public static ViewFiles named(List<ViewFile> files) {
        return new ViewFiles(files, List.of(), ViewLists.NONE);
    }

    public static ViewFiles listed(List<Section> sections, ViewLists lists) {
        return new ViewFiles(List.of(), sections, lists);
    }

    /** @throws io.tidemark.fault.FaultException if a list cannot be read */
    public List<ViewFile> all() {
        if (sections.isEmpty()) {
            return named;
        }
        List<ViewFile> all = new ArrayList<>(count());
        sections.forEach(section -> all.addAll(files(section)));
        return List.copyOf(all);
    }

    /** The files that the manifest names itself; none if lists do. */
    public List<ViewFile> named() {
        return named;
    }

    /** The lists; none if the manifest names the files itself. */
    public List<Section> sections() {
        return sections;
    }

    /** @throws io.tidemark.fault.FaultException if the list cannot be read */
    public List<ViewFile> files(Section section) {
        return lists.files(section.list());
    }

    public int count() {
        return named.size() + sections.stream().mapToInt(Section::files).sum();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ViewFiles that)) {
            return false;
        }
        boolean areSameLists = !sections.isEmpty() && sections.equals(that.sections);
        return this == that || areSameLists || (count() == that.count() && all().equals(that.all()));
    }

    @Override
    public int hashCode() {
        // The same files may be named in either way.
        return count();
    }

    @Override
    public String toString() {
        return sections.isEmpty() ? named.toString() : sections.toString();
    }
}
