package io.tidemark.manifest.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Ended;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.Remembered;
import io.tidemark.manifest.Remembered.EntryFile;
import io.tidemark.manifest.ViewFile;
import io.tidemark.manifest.ViewFiles;
import io.tidemark.manifest.ViewFiles.Section;
import io.tidemark.manifest.ViewId;
import io.tidemark.manifest.ViewLists;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A manifest as it is written: a vector that many views share, as all of one run do, stands in it once.
 *
 * @param id of the attempt to publish it
 * @param views without {@code remembered} where no operator remembers anything, so that it is a document of the format before;
 *     of which {@code since}, {@code tidemark} and {@code quiet} are places in the lists of such vectors
 */
record ManifestDocument(
        int format,
        String id,
        long number,
        long base,
        Instant published,
        List<OffsetVector> sinces,
        List<Tidemark> tidemarks,
        List<SortedMap<PartitionId, Long>> quiets,
        List<View> views,
        SortedMap<String, ListedArchive> archives) {

    record View(
            String aggregation,
            String fingerprint,
            int since,
            int tidemark,
            SortedMap<PartitionId, Ended> ended,
            List<ViewFile> files,
            List<Section> sections,
            List<Gap> gaps,
            long plannedMillis,
            long expiredBeforeMillis,
            int quiet,
            String run,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<PartitionId, List<EntryFile>> remembered) {}

    /** Distinct values, by their place. */
    private static final class Places<T> {
        private final Map<T, Integer> places = new LinkedHashMap<>();

        int of(T value) {
            return places.computeIfAbsent(value, v -> places.size());
        }

        List<T> values() {
            return List.copyOf(places.keySet());
        }
    }

    static ManifestDocument of(int format, String id, Manifest manifest) {
        Places<OffsetVector> sinces = new Places<>();
        Places<Tidemark> tidemarks = new Places<>();
        Places<SortedMap<PartitionId, Long>> quiets = new Places<>();
        List<View> views = new ArrayList<>();
        for (AggregationView view : manifest.views().values()) {
            views.add(new View(
                    view.aggregation(),
                    view.fingerprint(),
                    sinces.of(view.since()),
                    tidemarks.of(view.tidemark()),
                    view.ended(),
                    view.content().named(),
                    view.content().sections(),
                    view.gaps(),
                    view.horizon().plannedMillis(),
                    view.horizon().expiredBeforeMillis(),
                    quiets.of(view.horizon().quietUntilMillis()),
                    view.run(),
                    view.remembered().files()));
        }
        return new ManifestDocument(
                format,
                id,
                manifest.number(),
                manifest.base(),
                manifest.published(),
                sinces.values(),
                tidemarks.values(),
                quiets.values(),
                views,
                manifest.archives());
    }

    Manifest manifest(ViewLists lists) {
        TreeMap<ViewId, AggregationView> read = new TreeMap<>();
        for (View view : views) {
            ViewFiles files = view.sections().isEmpty()
                    ? ViewFiles.named(view.files())
                    : ViewFiles.listed(view.sections(), lists);
            Horizon horizon = new Horizon(view.plannedMillis(), view.expiredBeforeMillis(), quiets.get(view.quiet()));
            AggregationView whole = new AggregationView(
                    view.aggregation(),
                    view.fingerprint(),
                    sinces.get(view.since()),
                    tidemarks.get(view.tidemark()),
                    view.ended(),
                    files,
                    new Remembered(view.remembered()),
                    view.gaps(),
                    horizon,
                    view.run());
            read.put(whole.id(), whole);
        }
        return new Manifest(number, base, published, read, archives);
    }
}
