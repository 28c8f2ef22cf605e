package io.tidemark.batch.archive;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.tidemark.batch.lists.Lists;
import io.tidemark.batch.lists.NewLists;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.manifest.Gap;
import io.tidemark.manifest.ListPart;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.ListedArchive.Section;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The lists of archive files. What is read is held for as long as there is memory for it. Safe for use by many threads.
 *
 * <p>Lists grow at their end, with each run. So that they are neither many nor written again and again, a new one takes in those
 * before it while these are no more than four times as large: a file is written about as often as its list doubles.
 */
public final class ArchiveLists {
    private static final int TAKEN_IN = 4;
    private static final Comparator<Link> ORDER = Comparator.comparing(
                    (Link link) -> link.file().partition())
            .thenComparing(link -> link.file().offsets().first());

    private final Storage storage;
    private final Lists lists;
    private final Function<PartitionId, ChainPaths> paths;
    private final LoadingCache<ListPart, List<Link>> read =
            Caffeine.newBuilder().softValues().build(this::load);

    /** @param paths where chains lie */
    ArchiveLists(Storage storage, Lists lists, Function<PartitionId, ChainPaths> paths) {
        this.paths = paths;
        this.storage = storage;
        this.lists = lists;
    }

    private List<Link> load(ListPart part) {
        try {
            return LinkList.read(lists.read(part));
        } catch (IOException e) {
            throw Lists.damaged(part, e);
        }
    }

    /** The files of a list, by partition and offset. Where one was lost and put back, it is no gap any more. */
    public List<Link> links(Section section) {
        List<Link> links = read.get(section.list());
        if (links.stream().noneMatch(link -> link.file().isGap())) {
            return links;
        }
        return links.stream().map(this::asItIsNow).toList();
    }

    /** The same as they were when the list was written. */
    public List<Link> asListed(Section section) {
        return read.get(section.list());
    }

    private Link asItIsNow(Link listed) {
        String path = listed.file().path();
        if (!listed.file().isGap() || !storage.exists(path)) {
            return listed;
        }
        Link now = Link.read(storage, path);
        return now.file().offsets().equals(listed.file().offsets()) ? now : listed;
    }

    /** The file of a gap. */
    public String path(Gap gap) {
        return paths.apply(gap.partition()).file(gap.offsets().first());
    }

    /** Whether nobody has put back the file of a gap. */
    public boolean isGapStill(Gap gap) {
        String path = path(gap);
        return !storage.exists(path) || Link.read(storage, path).file().isGap();
    }

    /**
     * The listed files that may lie behind some places, by partition and offset. Lists are read from the last one backwards,
     * until nothing before them can.
     *
     * @param from by partition; of one that is absent no file is wanted
     * @param wanted the lists that may have what is asked for
     */
    public SortedMap<PartitionId, List<Link>> behind(
            ListedArchive listed, Map<PartitionId, Long> from, Predicate<Section> wanted) {
        Map<PartitionId, Long> open = new HashMap<>();
        from.forEach((partition, offset) -> listed.chain(partition)
                .filter(chain -> chain.end().offset() > offset)
                .ifPresent(chain -> open.put(partition, offset)));
        TreeMap<PartitionId, List<Link>> found = new TreeMap<>();
        for (int i = listed.sections().size() - 1; i >= 0 && !open.isEmpty(); i--) {
            Section section = listed.sections().get(i);
            if (wanted.test(section)) {
                take(links(section), open, found);
            }
        }
        found.values().forEach(links -> links.sort(ORDER));
        return found;
    }

    private static void take(List<Link> links, Map<PartitionId, Long> open, SortedMap<PartitionId, List<Link>> found) {
        Map<PartitionId, Long> asked = Map.copyOf(open);
        for (Link link : links) {
            PartitionId partition = link.file().partition();
            Long offset = asked.get(partition);
            if (offset == null) {
                continue;
            }
            if (link.file().offsets().end() > offset) {
                found.computeIfAbsent(partition, p -> new ArrayList<>()).add(link);
            }
            if (link.file().offsets().first() <= offset) {
                open.remove(partition);
            }
        }
    }

    /**
     * The lists with some files more: no more of them than one list has, since they are written in memory; others are left to
     * the next time.
     *
     * @param more by partition, the next files of each chain behind those that are listed; at least one
     * @param most how many files a list has
     */
    public ListedArchive list(ListedArchive before, SortedMap<PartitionId, List<Link>> more, NewLists into, int most) {
        TreeMap<PartitionId, ListedArchive.Chain> chains = new TreeMap<>(before.chains());
        List<Gap> gaps = new ArrayList<>(before.gaps());
        List<Link> links = new ArrayList<>();
        first(more, most).forEach((partition, files) -> {
            ListedArchive.Chain known = before.chain(partition).orElse(ListedArchive.Chain.EMPTY);
            chains.put(partition, longer(new Tail(partition, known, files)));
            files.stream()
                    .map(Link::file)
                    .filter(ArchiveFile::isGap)
                    .forEach(file -> gaps.add(new Gap(partition, file.offsets(), file.gapReason())));
            links.addAll(files);
        });
        List<Section> sections = new ArrayList<>(before.sections());
        while (!sections.isEmpty()) {
            Section last = sections.get(sections.size() - 1);
            if (last.files() > TAKEN_IN * (long) links.size() || last.files() + links.size() > most) {
                break;
            }
            try {
                links.addAll(read.get(last.list()));
            } catch (StorageException unreadable) {
                // Its files are for whoever needs them to miss. Those that come now lie behind it, as they would behind
                // any.
                break;
            }
            sections.remove(sections.size() - 1);
        }
        links.sort(ORDER);
        sections.add(list(links, into));
        return new ListedArchive(chains, sections, gaps, before.forgotten(), before.replaced());
    }

    /** The first files of each chain, as many of one as of another while it has them: none waits for another to be listed. */
    private static SortedMap<PartitionId, List<Link>> first(SortedMap<PartitionId, List<Link>> more, int most) {
        TreeMap<PartitionId, List<Link>> first = new TreeMap<>();
        List<PartitionId> shortestFirst = more.keySet().stream()
                .sorted(Comparator.comparingInt(partition -> more.get(partition).size()))
                .toList();
        int left = most;
        for (int i = 0; i < shortestFirst.size(); i++) {
            List<Link> files = more.get(shortestFirst.get(i));
            int taken = Math.min(files.size(), left / (shortestFirst.size() - i));
            if (taken > 0) {
                first.put(shortestFirst.get(i), files.subList(0, taken));
                left -= taken;
            }
        }
        return first;
    }

    private static ListedArchive.Chain longer(Tail chain) {
        boolean isFirst = chain.listed().files() == 0;
        // A chain that was forgotten as far as it was listed goes on where it ended.
        long first = isFirst
                ? chain.links().get(0).file().offsets().first()
                : chain.listed().first();
        return new ListedArchive.Chain(first, chain.end(), chain.count(), chain.quarantined(), chain.tombstones());
    }

    /** A list of some files, by partition and offset. */
    public static Section list(List<Link> files, NewLists into) {
        return section(files, into.add(LinkList.write(files)));
    }

    private static Section section(Collection<Link> links, ListPart part) {
        long first = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        String timesOf = null;
        boolean isTold = true;
        for (Link link : links) {
            ArchiveFile file = link.file();
            if (file.rows() > 0) {
                first = Math.min(first, file.eventTimes().firstMillis());
                end = Math.max(end, file.eventTimes().endMillis());
                isTold &= timesOf == null || timesOf.equals(file.held().times());
                timesOf = file.held().times();
            }
            // Quarantined records are decoded again, and nobody knows when they were. A gap may be filled.
            isTold &= file.quarantined() == 0 && !file.isGap();
        }
        TimeRange times = first > end ? ArchiveFile.NO_TIMES : new TimeRange(first, end);
        return new Section(part, links.size(), times, isTold && timesOf != null ? timesOf : "");
    }
}
