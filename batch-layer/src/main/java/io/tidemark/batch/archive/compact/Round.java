package io.tidemark.batch.archive.compact;

import io.tidemark.batch.archive.ArchiveLists;
import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.lists.NewLists;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.ListedArchive.Chain;
import io.tidemark.manifest.ListedArchive.Section;
import io.tidemark.tidemark.PartitionId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Some lists of a topic's archive that follow one another, and what is joined of the files that they name. Owned by one thread. */
final class Round {
    private final String topic;
    private final List<Section> sections;
    private final List<Link> links;
    private final Deque<List<Link>> groups;
    private final String directory;
    private final Instant begun;
    private final List<Joined> joined = new ArrayList<>();

    /** @param small whose place is taken */
    private record Joined(List<Link> small, Link file) {}

    /**
     * @param links all that the lists name, by partition and offset
     * @param groups of them, those that are to be joined
     */
    Round(String topic, List<Section> sections, List<Link> links, Collection<List<Link>> groups, Instant begun) {
        this.begun = begun;
        this.topic = topic;
        this.sections = sections;
        this.links = links;
        this.groups = new ArrayDeque<>(groups);
        this.directory = ArchivePaths.compacted(topic) + "/" + UUID.randomUUID();
    }

    String topic() {
        return topic;
    }

    /** Where its files are written, which no other round ever had. */
    String directory() {
        return directory;
    }

    Instant begun() {
        return begun;
    }

    boolean hasMore() {
        return !groups.isEmpty();
    }

    List<Link> next() {
        return groups.remove();
    }

    /** What is left of a group that cannot be joined as a whole. */
    void instead(List<List<Link>> rest) {
        rest.forEach(groups::addFirst);
    }

    void joined(List<Link> small, Link file) {
        joined.add(new Joined(small, file));
    }

    /** How many files are to be replaced. */
    int files() {
        return joined.stream().mapToInt(each -> each.small().size()).sum();
    }

    /** The paths of what was written. */
    List<String> written() {
        return joined.stream().flatMap(each -> paths(each.file()).stream()).toList();
    }

    /** Those of a file and of what lies beside it, the file last: while it is there, it tells what does. */
    private static List<String> paths(Link link) {
        List<String> paths = new ArrayList<>(List.of(link.quarantine(), link.tombstones()));
        paths.removeIf(String::isEmpty);
        paths.add(link.file().path());
        return paths;
    }

    /** Whether these lists are there. */
    boolean isOf(ListedArchive listed) {
        return Collections.indexOfSubList(listed.sections(), sections) >= 0;
    }

    /**
     * What lists tell once they name the joined files; as it was if they are other lists by now, since somebody else may have
     * joined those files.
     */
    ListedArchive in(ListedArchive listed, NewLists into) {
        if (joined.isEmpty() || !isOf(listed)) {
            return listed;
        }
        int at = Collections.indexOfSubList(listed.sections(), sections);
        List<Section> lists = new ArrayList<>(listed.sections());
        lists.subList(at, at + sections.size()).clear();
        lists.add(at, ArchiveLists.list(replaced(), into));
        List<String> paths = joined.stream()
                .flatMap(each -> each.small().stream())
                .flatMap(link -> paths(link).stream())
                .toList();
        List<ListedArchive.Replaced> gone = new ArrayList<>(listed.replaced());
        gone.add(new ListedArchive.Replaced(into.add(ReplacedFiles.write(paths)), paths.size()));
        return new ListedArchive(chains(listed), lists, listed.gaps(), listed.forgotten(), gone);
    }

    private List<Link> replaced() {
        Map<Link, Link> firsts = new HashMap<>();
        Set<Link> others = new HashSet<>();
        for (Joined each : joined) {
            firsts.put(each.small().get(0), each.file());
            others.addAll(each.small().subList(1, each.small().size()));
        }
        List<Link> files = new ArrayList<>();
        for (Link link : links) {
            if (!others.contains(link)) {
                files.add(firsts.getOrDefault(link, link));
            }
        }
        return files;
    }

    private Map<PartitionId, Integer> fewer() {
        Map<PartitionId, Integer> fewer = new HashMap<>();
        joined.forEach(
                each -> fewer.merge(each.file().file().partition(), each.small().size() - 1, Integer::sum));
        return fewer;
    }

    private TreeMap<PartitionId, Chain> chains(ListedArchive listed) {
        TreeMap<PartitionId, Chain> chains = new TreeMap<>(listed.chains());
        fewer().forEach((partition, files) -> chains.computeIfPresent(
                partition,
                (same, chain) -> new Chain(
                        chain.first(), chain.end(), chain.files() - files, chain.quarantined(), chain.tombstones())));
        return chains;
    }
}
