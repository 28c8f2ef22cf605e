package io.tidemark.batch.archive.compact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.lists.Lists;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.manifest.ListPart;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.ListedArchive.Replaced;
import io.tidemark.manifest.ListedArchive.Section;
import io.tidemark.manifest.Manifest;
import io.tidemark.time.Pause;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files in whose place others are named, once every manifest that is kept names those, and joined files that no kept
 * manifest names: of a process that died before it published them, or that were joined again or forgotten since. The names of
 * the first lie below where lists end, which every writer checks, and those of the others are never given again (PROTOCOL 31).
 * Owned by one thread.
 */
public final class ReplacedFiles implements Sweep.Further {
    private static final Logger LOG = LoggerFactory.getLogger(ReplacedFiles.class);
    private static final Pattern CHAIN = Pattern.compile("p([0-9]+)(-[0-9]+)?");
    private static final JsonMapper MAPPER = new JsonMapper();
    /** Each is a request, and a run may be due. */
    private static final int MOST_AT_ONCE = 10_000;
    /** What nobody names may be about to be named for so long; and so often it is looked for. */
    static final Duration UNNAMED = Duration.ofDays(1);

    private final Archive archive;
    private final Storage storage;
    private final Lists lists;
    private final Clock clock;
    private final Duration grace;
    /** How many of a list's files are deleted. */
    private final Map<ListPart, Integer> deleted = new HashMap<>();

    private Instant looked = Instant.MIN;

    /** @param grace how long older manifests are kept, because a reader may hold them */
    public ReplacedFiles(Archive archive, Lists lists, Clock clock, Duration grace) {
        this.archive = archive;
        this.storage = archive.storage();
        this.lists = lists;
        this.clock = clock;
        this.grace = grace.compareTo(UNNAMED) > 0 ? grace : UNNAMED;
    }

    static byte[] write(List<String> paths) {
        try {
            return MAPPER.writeValueAsBytes(paths);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list is made of plain paths", e);
        }
    }

    private List<String> read(ListPart part) {
        try {
            return List.of(MAPPER.readValue(lists.read(part), String[].class));
        } catch (IOException e) {
            throw Lists.damaged(part, e);
        }
    }

    /** Whether all that it names is gone, so that it need be named no more. */
    boolean isGone(Replaced replaced) {
        return deleted.getOrDefault(replaced.list(), -1) == replaced.files();
    }

    @Override
    public int sweep(Collection<Manifest> kept) {
        int files = 0;
        Manifest newest =
                kept.stream().max(Comparator.comparingLong(Manifest::number)).orElse(Manifest.NONE);
        for (Map.Entry<String, ListedArchive> listed : newest.archives().entrySet()) {
            List<Replaced> all = listed.getValue().replaced().stream()
                    .filter(replaced -> !isGone(replaced))
                    .toList();
            if (all.isEmpty() || !isAllThere(listed.getKey(), newest)) {
                continue;
            }
            for (Replaced replaced : all) {
                // A manifest without it may name what it names.
                boolean isInAll = kept.stream()
                        .allMatch(manifest ->
                                manifest.archive(listed.getKey()).replaced().contains(replaced));
                if (isInAll && files < MOST_AT_ONCE) {
                    files += delete(replaced, MOST_AT_ONCE - files);
                }
            }
        }
        return files + sweepUnnamed(kept, newest);
    }

    /** Whether the files are there that stand in the place of those to be deleted: else these are all that is left. */
    private boolean isAllThere(String topic, Manifest newest) {
        Set<String> missing = named(topic, List.of(newest));
        visitJoined(ArchivePaths.compacted(topic), (chain, path) -> missing.remove(path));
        if (!missing.isEmpty()) {
            LOG.warn(
                    "archive files that were joined are all kept, since what is named in their place is not there topic={}"
                            + " missing={}",
                    topic,
                    missing.iterator().next());
        }
        return missing.isEmpty();
    }

    private void visitJoined(String topicDirectory, BiConsumer<String, String> visitor) {
        for (String round : storage.directories(topicDirectory)) {
            for (String chain : storage.directories(round)) {
                storage.list(chain).forEach(path -> visitor.accept(chain, path));
            }
        }
    }

    private int delete(Replaced replaced, int most) {
        List<String> paths;
        try {
            paths = read(replaced.list());
        } catch (StorageException unreadable) {
            LOG.warn(
                    "files that were joined are kept, since a list of them cannot be read fault={}",
                    unreadable.fault());
            return 0;
        }
        int from = deleted.getOrDefault(replaced.list(), 0);
        int end = Math.min(paths.size(), from + most);
        for (int i = from; i < end; i++) {
            storage.delete(paths.get(i));
            deleted.put(replaced.list(), i + 1);
        }
        return end - from;
    }

    private int sweepUnnamed(Collection<Manifest> kept, Manifest newest) {
        Instant now = clock.instant();
        if (!new Pause(looked, UNNAMED).isOverAt(now)) {
            return 0;
        }
        looked = now;
        List<String> unnamed = new ArrayList<>();
        for (String directory : storage.directories(ArchivePaths.COMPACTED)) {
            String topic = directory.substring(directory.lastIndexOf('/') + 1);
            ListedArchive listed = newest.archive(topic);
            List<String> old = new ArrayList<>();
            visitJoined(directory, (chain, path) -> {
                if (isOld(path, now) && isHeldElsewhere(chain, path, listed)) {
                    old.add(path);
                }
            });
            if (!old.isEmpty()) {
                old.removeAll(named(topic, kept));
                unnamed.addAll(old);
            }
        }
        unnamed.forEach(storage::delete);
        return unnamed.size();
    }

    /**
     * Whether lists name something else for a file's records, or these are forgotten. Where they do not, manifests were lost, and
     * it may be the only one that has them.
     */
    private static boolean isHeldElsewhere(String chain, String path, ListedArchive listed) {
        Matcher number = CHAIN.matcher(chain.substring(chain.lastIndexOf('/') + 1));
        OptionalLong first = ArchivePaths.firstOfJoined(path);
        if (!number.matches() || first.isEmpty()) {
            return false;
        }
        int partition = Integer.parseInt(number.group(1));
        return listed.chains().entrySet().stream()
                .filter(each -> each.getKey().partition() == partition)
                .anyMatch(each -> isHeld(first.getAsLong(), each.getValue(), listed.forgotten()));
    }

    private static boolean isHeld(long first, ListedArchive.Chain chain, ListedArchive.Forgotten forgotten) {
        return first < chain.first()
                ? !forgotten.equals(ListedArchive.Forgotten.NONE)
                : first < chain.end().offset();
    }

    private boolean isOld(String path, Instant now) {
        return storage.modified(path)
                .filter(at -> at.isBefore(now.minus(grace)))
                .isPresent();
    }

    /** All joined files of a topic that kept manifests name. */
    private Set<String> named(String topic, Collection<Manifest> kept) {
        String directory = ArchivePaths.compacted(topic) + "/";
        Set<ListPart> read = new HashSet<>();
        Set<String> named = new HashSet<>();
        for (Manifest manifest : kept) {
            for (Section section : manifest.archive(topic).sections()) {
                if (read.add(section.list())) {
                    for (Link link : archive.lists().asListed(section)) {
                        if (link.file().path().startsWith(directory)) {
                            named.addAll(List.of(link.file().path(), link.quarantine(), link.tombstones()));
                        }
                    }
                }
            }
        }
        named.remove("");
        return named;
    }
}
