package io.tidemark.batch.archive.compact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchivePaths;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.lists.Lists;
import io.tidemark.batch.publish.Sweep;
import io.tidemark.batch.storage.Storage;
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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deletes files in whose place others are named, once every manifest that is kept names those, and joined files that no kept
 * manifest names: of a process that died before it published them, or that were joined again or forgotten since. The names of
 * the first lie below where lists end, which every writer checks, and those of the others are never given again (PROTOCOL 31).
 * Owned by one thread.
 */
public final class ReplacedFiles implements Sweep.Further {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** Each is a request, and a run may be due. */
    private static final int MOST_AT_ONCE = 10_000;
    /** What nobody names may be about to be named for so long; and so often it is looked for. */
    private static final Duration UNNAMED = Duration.ofDays(1);

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
            for (Replaced replaced : listed.getValue().replaced()) {
                // A manifest without it may name what it names.
                boolean isInAll = kept.stream()
                        .allMatch(manifest ->
                                manifest.archive(listed.getKey()).replaced().contains(replaced));
                if (isInAll && files < MOST_AT_ONCE) {
                    files += delete(replaced, MOST_AT_ONCE - files);
                }
            }
        }
        return files + sweepUnnamed(kept);
    }

    private int delete(Replaced replaced, int most) {
        if (isGone(replaced)) {
            return 0;
        }
        List<String> paths = read(replaced.list());
        int from = deleted.getOrDefault(replaced.list(), 0);
        int end = Math.min(paths.size(), from + most);
        for (int i = from; i < end; i++) {
            storage.delete(paths.get(i));
            deleted.put(replaced.list(), i + 1);
        }
        return end - from;
    }

    private int sweepUnnamed(Collection<Manifest> kept) {
        Instant now = clock.instant();
        if (!new Pause(looked, UNNAMED).isOverAt(now)) {
            return 0;
        }
        looked = now;
        int files = 0;
        for (String topic : storage.directories(ArchivePaths.COMPACTED)) {
            Set<String> named = null;
            for (String round : storage.directories(topic)) {
                for (String chain : storage.directories(round)) {
                    for (String path : storage.list(chain)) {
                        if (!isOld(path, now)) {
                            continue;
                        }
                        named = named == null ? named(topic.substring(topic.lastIndexOf('/') + 1), kept) : named;
                        if (!named.contains(path)) {
                            storage.delete(path);
                            files++;
                        }
                    }
                }
            }
        }
        return files;
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
        return named;
    }
}
