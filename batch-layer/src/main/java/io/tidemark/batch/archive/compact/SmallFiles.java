package io.tidemark.batch.archive.compact;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Link;
import io.tidemark.columns.sum.Checksum;
import io.tidemark.time.LogClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which files are to become one: those that follow one another in a chain and are of one form. Files are joined with others of
 * their size, so that a record is written again only when the file that holds it becomes several times as large.
 *
 * @param fileBytes how large they may be together
 * @param isLeftAlone files that are in no group
 */
record SmallFiles(long fileBytes, Predicate<Link> isLeftAlone) {
    /** Fewer are not worth it. */
    static final int FEWEST = 8;
    /** What one unit of a run folds in some seconds: files are what runs are divided by. */
    static final long MOST_ROWS = 5_000_000;
    /** By the log clock: whoever reads some days, or keeps some, reads or keeps whole files. */
    static final Duration MOST_TIME = Duration.ofDays(7);

    /** @param links by partition and offset */
    List<List<Link>> groups(List<Link> links) {
        List<List<Link>> groups = new ArrayList<>();
        int from = 0;
        while (from < links.size()) {
            Group group = new Group();
            int worthIt = from;
            for (int i = from; i < links.size() && group.takes(links.get(i), fileBytes); i++) {
                if (isLeftAlone.test(links.get(i))) {
                    break;
                }
                group.add(links.get(i));
                worthIt = group.isWorthIt() ? i + 1 : worthIt;
            }
            if (worthIt > from) {
                groups.add(List.copyOf(links.subList(from, worthIt)));
            }
            from = Math.max(from + 1, worthIt);
        }
        return groups;
    }

    private static final class Group {
        private ArchiveFile first;
        private ArchiveFile last;
        private int files;
        private long bytes;
        private long largest;
        private long rows;

        boolean takes(Link link, long mostBytes) {
            ArchiveFile file = link.file();
            // A gap may be filled: the file that was lost may be put back in its place.
            if (file.isGap() || bytes + bytes(link) > mostBytes || rows + records(file) > MOST_ROWS) {
                return false;
            }
            return files == 0 || isNext(file);
        }

        private boolean isNext(ArchiveFile file) {
            long began =
                    first.startClockMillis() == LogClock.NONE ? first.end().logClockMillis() : first.startClockMillis();
            return last.partition().equals(file.partition())
                    && last.offsets().end() == file.offsets().first()
                    && last.held().equals(file.held())
                    && (began == LogClock.NONE || file.end().logClockMillis() - began <= MOST_TIME.toMillis());
        }

        void add(Link link) {
            first = files == 0 ? link.file() : first;
            last = link.file();
            files++;
            bytes += bytes(link);
            largest = Math.max(largest, bytes(link));
            rows += records(link.file());
        }

        boolean isWorthIt() {
            return files >= FEWEST && largest <= bytes - largest;
        }

        private static long bytes(Link link) {
            return Checksum.parse(link.file().origin().checksum()).bytes();
        }

        private static long records(ArchiveFile file) {
            return file.rows() + file.quarantined() + file.tombstones();
        }
    }
}
