package io.tidemark.batch.archive.compact;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Link;
import io.tidemark.batch.lists.NewLists;
import io.tidemark.batch.publish.ManifestStore;
import io.tidemark.batch.schedule.IdleWork;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.fault.Fault;
import io.tidemark.fault.FaultException;
import io.tidemark.fault.Reason;
import io.tidemark.manifest.ListPart;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.ListedArchive.Section;
import io.tidemark.manifest.Manifest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins small archive files that lists name, file by file while nobody waits for a run, and publishes all that was joined in one
 * manifest. What was joined is named by nobody before; of processes that join the same files at once, one is first, and what
 * the others wrote is swept away ({@link ReplacedFiles}). Owned by one thread, but for {@link #faults}.
 */
public final class ArchiveCompaction implements IdleWork {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveCompaction.class);
    /** A run that is due waits no longer than this, and for the file that is being written. */
    private static final Duration STEP = Duration.ofMillis(500);

    /** Each holds what some lists name in memory. */
    private static final int MOST_ROUNDS = 4;

    private static final Comparator<Link> ORDER = Comparator.comparing(
                    (Link link) -> link.file().partition())
            .thenComparing(link -> link.file().offsets().first());

    private final Archive archive;
    private final ManifestStore manifests;
    private final CompactSettings settings;
    private final ReplacedFiles replaced;
    private final Clock clock;
    private final SmallFiles small;

    private boolean isAtWork;
    /** Whether a manifest that names what was joined may have been written. */
    private boolean isOffered;

    private Instant until = Instant.MIN;
    /** Lists that were looked through since the work was begun. */
    private final Set<List<ListPart>> looked = new HashSet<>();
    /** Lists of which nothing is to be joined: they never change. */
    private final Set<List<ListPart>> settled = new HashSet<>();

    private final List<Round> rounds = new ArrayList<>();
    /** Files that cannot be read, by path: as long as that is so, they are left alone. */
    private final Map<String, Unread> unread = new TreeMap<>();
    /** The same of lists, since the work was begun. */
    private final Map<String, Fault> unreadLists = new TreeMap<>();

    private volatile List<Fault> faults = List.of();

    private record Unread(Link link, Fault fault) {}

    /** @param replaced deletes what was replaced */
    public ArchiveCompaction(
            Archive archive, ManifestStore manifests, CompactSettings settings, ReplacedFiles replaced, Clock clock) {
        this.archive = archive;
        this.manifests = manifests;
        this.settings = settings;
        this.replaced = replaced;
        this.clock = clock;
        this.small = new SmallFiles(settings.fileBytes(), this::isUnread);
    }

    private boolean isUnread(Link link) {
        return unread.containsKey(link.file().path());
    }

    @Override
    public void begin() {
        finish();
        isAtWork = true;
        until = clock.instant().plus(settings.time());
        looked.clear();
        unreadLists.clear();
        unread.values().removeIf(this::isOver);
    }

    /** Whether a file can be read by now, or is of no use any more. */
    private boolean isOver(Unread file) {
        ArchiveFile listed = file.link().file();
        try {
            boolean isKept = manifests
                    .newest()
                    .archive(listed.partition().topic())
                    .chain(listed.partition())
                    .filter(chain -> chain.first() <= listed.offsets().first())
                    .isPresent();
            if (isKept) {
                JoinedFile.requireAsListed(archive, file.link());
            }
            return true;
        } catch (FaultException still) {
            return false;
        }
    }

    @Override
    public boolean step() throws InterruptedException {
        if (!isAtWork) {
            return false;
        }
        Instant pause = clock.instant().plus(STEP);
        try {
            boolean isMore = clock.instant().isBefore(until) && isAnyLeft();
            while (isMore) {
                joinNext(rounds.get(rounds.size() - 1));
                if (!clock.instant().isBefore(pause)) {
                    return true;
                }
                isMore = isAnyLeft();
            }
        } catch (RuntimeException e) {
            // Nothing of it was published, or tried to be: the room is needed.
            rounds.forEach(this::discard);
            end(Optional.of(fault(e)));
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            return false;
        }
        finish();
        return false;
    }

    @Override
    public void finish() {
        if (!isAtWork) {
            return;
        }
        isOffered = false;
        try {
            publish();
            end(Optional.empty());
        } catch (RuntimeException e) {
            if (!isOffered) {
                rounds.forEach(this::discard);
            }
            // Else it may be published all the same, and then these files are needed. If not, the sweep finds them.
            end(Optional.of(fault(e)));
        }
    }

    /** Whatever it is, runs go on. */
    private static Fault fault(RuntimeException e) {
        return FaultException.faultOf(e)
                .orElseGet(() -> new Fault(
                        "TM-ARC-015",
                        "compaction of the archive",
                        "failed: " + Reason.of(e),
                        "files stay as they are, and it is tried again after the next run; see the log"));
    }

    private void end(Optional<Fault> stopped) {
        isAtWork = false;
        rounds.clear();
        List<Fault> all = new ArrayList<>(unreadLists.values());
        unread.values().forEach(file -> all.add(file.fault()));
        stopped.ifPresent(all::add);
        faults = List.copyOf(all);
        stopped.ifPresent(
                fault -> LOG.warn("small archive files could not be joined, and will be later fault={}", fault));
    }

    @Override
    public List<Fault> faults() {
        return faults;
    }

    /** Whether the last round has something to join; a new one is begun if it has not. */
    private boolean isAnyLeft() {
        if (!rounds.isEmpty() && rounds.get(rounds.size() - 1).hasMore()) {
            return true;
        }
        if (rounds.size() == MOST_ROUNDS) {
            return false;
        }
        Set<List<ListPart>> there = new HashSet<>();
        for (Map.Entry<String, ListedArchive> topic :
                manifests.newest().archives().entrySet()) {
            for (List<Section> span : spans(topic.getValue().sections())) {
                List<ListPart> lists = span.stream().map(Section::list).toList();
                there.add(lists);
                if (!settled.contains(lists) && looked.add(lists) && isBegun(topic.getKey(), span)) {
                    return true;
                }
            }
        }
        settled.retainAll(there);
        return false;
    }

    /** Lists that follow one another, no more of them together than one list has files: they become one. */
    private List<List<Section>> spans(List<Section> sections) {
        List<List<Section>> spans = new ArrayList<>();
        List<Section> span = new ArrayList<>();
        long files = 0;
        for (Section section : sections) {
            if (!span.isEmpty() && files + section.files() > manifests.listing().archiveSection()) {
                spans.add(List.copyOf(span));
                span.clear();
                files = 0;
            }
            span.add(section);
            files += section.files();
        }
        if (!span.isEmpty()) {
            spans.add(List.copyOf(span));
        }
        return spans;
    }

    private boolean isBegun(String topic, List<Section> span) {
        List<Link> links = new ArrayList<>();
        for (Section section : span) {
            try {
                links.addAll(archive.lists().asListed(section));
            } catch (StorageException e) {
                if (e.passesByItself()) {
                    throw e;
                }
                unreadLists.put(e.fault().place(), e.fault());
                return false;
            }
        }
        links.sort(ORDER);
        List<List<Link>> groups = small.groups(links);
        if (groups.isEmpty()) {
            // What was not read may be put back, and joined then.
            if (links.stream().noneMatch(this::isUnread)) {
                settled.add(span.stream().map(Section::list).toList());
            }
            return false;
        }
        rounds.add(new Round(topic, span, links, groups, clock.instant()));
        return true;
    }

    private void joinNext(Round round) throws InterruptedException {
        List<Link> group = round.next();
        try {
            round.joined(group, new JoinedFile(archive, round.directory()).write(group));
        } catch (StorageException e) {
            String place = e.fault().place();
            Optional<Link> of = group.stream()
                    .filter(link -> List.of(link.file().path(), link.quarantine(), link.tombstones())
                            .contains(place))
                    .findFirst();
            if (e.passesByItself() || of.isEmpty()) {
                throw e;
            }
            // It stays as it is, for whoever needs it to miss or to put back; those on both sides of it are joined.
            unread.put(of.get().file().path(), new Unread(of.get(), e.fault()));
            round.instead(small.groups(group));
        }
    }

    private void publish() {
        rounds.removeIf(round -> round.files() == 0 || !isThere(round));
        if (rounds.isEmpty() && isNothingGone()) {
            return;
        }
        Manifest published = manifests.relist(newest -> {
            SortedMap<String, ListedArchive> archives = joined(newest);
            isOffered = true;
            return archives;
        });
        for (Round round : rounds) {
            LOG.info(
                    "small archive files were joined topic={} files={} newestManifest={}",
                    round.topic(),
                    round.files(),
                    published.number());
        }
    }

    /** What was written long ago, while this process stood still, somebody else may have swept. */
    private boolean isThere(Round round) {
        Instant oldest = clock.instant().minus(ReplacedFiles.UNNAMED.dividedBy(2));
        return round.begun().isAfter(oldest)
                && round.written().stream()
                        .allMatch(path -> archive.storage().modified(path).isPresent());
    }

    private boolean isNothingGone() {
        return manifests.newest().archives().values().stream()
                .flatMap(listed -> listed.replaced().stream())
                .noneMatch(replaced::isGone);
    }

    private SortedMap<String, ListedArchive> joined(Manifest newest) {
        NewLists into = new NewLists(archive.storage());
        TreeMap<String, ListedArchive> archives = new TreeMap<>(newest.archives());
        for (Round round : rounds) {
            archives.computeIfPresent(round.topic(), (topic, listed) -> round.in(listed, into));
        }
        archives.replaceAll((topic, listed) -> withoutGone(listed));
        into.publish();
        return archives;
    }

    private ListedArchive withoutGone(ListedArchive listed) {
        return new ListedArchive(
                listed.chains(),
                listed.sections(),
                listed.gaps(),
                listed.forgotten(),
                listed.replaced().stream()
                        .filter(each -> !replaced.isGone(each))
                        .toList());
    }

    private void discard(Round round) {
        for (String path : round.written()) {
            try {
                archive.storage().delete(path);
            } catch (StorageException left) {
                // Nobody names it, and the sweep finds it.
                LOG.debug("a joined file is left for the sweep path={}", path, left);
            }
        }
    }
}
