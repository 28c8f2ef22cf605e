package io.tidemark.batch.archive.keep;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.ArchiveLists;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.lists.NewLists;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.ListedArchive.Forgotten;
import io.tidemark.manifest.ListedArchive.Section;
import io.tidemark.manifest.Manifest;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which archive files are kept no more: the oldest of each chain, as long as they end before a time by the log clock and below
 * the tidemark of every view. The manifest is what forgets them; they are deleted by {@link ArchiveSweep} once no manifest that
 * is kept names them.
 *
 * @param lists of the archive
 * @param isKeptUp whether somebody takes a view further, or may yet: what another one has not gone past does not wait for it
 * @param isReader which of the views are known to be made of the topic, though none of its records is in them yet
 * @param olderThanMillis what ends before this is old
 * @param fewest what of a list is old is forgotten once there are so many files of it, or half of it: each time, the rest of the
 *     list is written anew
 */
public record ArchiveRetention(
        ArchiveLists lists,
        Predicate<AggregationView> isKeptUp,
        Predicate<AggregationView> isReader,
        long olderThanMillis,
        int fewest) {

    /**
     * The same without what is kept no more.
     *
     * @param topic whose archive it is
     * @param next the manifest that the lists are for
     */
    public ListedArchive kept(String topic, ListedArchive listed, Manifest next, NewLists into) {
        Map<PartitionId, Long> passed = passed(topic, listed, next);
        TreeMap<PartitionId, ListedArchive.Chain> chains = new TreeMap<>(listed.chains());
        Set<PartitionId> open = new HashSet<>();
        chains.forEach((partition, chain) -> {
            if (chain.files() > 0) {
                open.add(partition);
            }
        });
        List<Section> sections = new ArrayList<>();
        Forgotten forgotten = listed.forgotten();
        for (Section section : listed.sections()) {
            if (into.has(section.list())) {
                // What is listed only now cannot be read yet, and is old enough for another run.
                open.clear();
            }
            Old old = open.isEmpty() ? Old.NONE : old(section, passed, open);
            if (!old.isWorthIt(fewest)) {
                old.links().forEach(link -> open.remove(link.file().partition()));
                sections.add(section);
                continue;
            }
            for (Link link : old.links()) {
                PartitionId partition = link.file().partition();
                ListedArchive.Chain rest = without(chains.get(partition), link);
                chains.put(partition, rest);
                forgotten = forgotten.and(forgotten(link.file()));
                if (rest.files() == 0) {
                    open.remove(partition);
                }
            }
            if (!old.rest().isEmpty()) {
                sections.add(ArchiveLists.list(old.rest(), into));
            }
        }
        return new ListedArchive(
                chains,
                sections,
                listed.gaps().stream()
                        .filter(gap -> gap.offsets().first()
                                >= chains.get(gap.partition()).first())
                        .toList(),
                forgotten,
                listed.replaced());
    }

    /** What every view that is made of the topic, and kept up, has gone past. */
    private Map<PartitionId, Long> passed(String topic, ListedArchive listed, Manifest next) {
        Map<PartitionId, Long> passed = new HashMap<>();
        for (AggregationView view : next.views().values()) {
            Tidemark all = new Tidemark(view.positions());
            Set<PartitionId> places = all.positions().keySet();
            // Of one that stands nowhere nobody knows what it is made of.
            boolean isOfTopic = places.isEmpty()
                    || isReader.test(view)
                    || places.stream().anyMatch(place -> place.topic().equals(topic));
            if (isOfTopic && isKeptUp.test(view)) {
                listed.chains()
                        .keySet()
                        .forEach(partition -> passed.merge(partition, all.offset(partition), Math::min));
            }
        }
        return passed;
    }

    private record Old(List<Link> links, List<Link> rest) {
        static final Old NONE = new Old(List.of(), List.of());

        boolean isWorthIt(int fewest) {
            return !links.isEmpty() && links.size() >= Math.min(fewest, rest.size());
        }
    }

    /** @param open the partitions whose chains are old so far: a chain has no holes, and what lies behind what is kept is kept */
    private Old old(Section section, Map<PartitionId, Long> passed, Set<PartitionId> open) {
        List<Link> old = new ArrayList<>();
        List<Link> rest = new ArrayList<>();
        for (Link link : lists.links(section)) {
            ArchiveFile file = link.file();
            boolean isOld = file.end().logClockMillis() < olderThanMillis
                    && file.offsets().end() <= passed.getOrDefault(file.partition(), 0L);
            if (isOld && open.contains(file.partition())) {
                old.add(link);
            } else {
                open.remove(file.partition());
                rest.add(link);
            }
        }
        return new Old(old, rest);
    }

    private static ListedArchive.Chain without(ListedArchive.Chain chain, Link first) {
        ArchiveFile file = first.file();
        return new ListedArchive.Chain(
                file.offsets().end(),
                chain.end(),
                chain.files() - 1,
                chain.quarantined() - file.quarantined(),
                chain.tombstones() - file.tombstones());
    }

    private static Forgotten forgotten(ArchiveFile file) {
        String times = file.held().times();
        if (file.quarantined() > 0 || (file.rows() > 0 && times.isEmpty())) {
            return Forgotten.UNTOLD;
        }
        return file.rows() > 0 ? new Forgotten(file.eventTimes().endMillis(), times) : Forgotten.NONE;
    }
}
