package io.tidemark.batch.engine;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.tidemark.OffsetRange;
import java.util.ArrayList;
import java.util.List;

/**
 * How the files of a pass are divided into units of work, each of which is folded by itself. It depends on the pass alone,
 * never on threads or machines, and what units have folded is merged in their order: so that every engine comes to the same.
 *
 * @param units of files that follow one another; none is empty
 */
public record Division(List<List<ArchiveFile>> units) {
    /** Enough for the cores of one machine, few enough for its memory. */
    private static final int FEWEST = 16;

    private static final int MOST = 4_096;
    /** What a task of its own is worth: some seconds of folding. */
    private static final long RECORDS = 10_000_000;

    public Division {
        units = units.stream().map(List::copyOf).toList();
    }

    public static Division of(Pass<?> pass) {
        List<ArchiveFile> wanted = pass.files().stream()
                .filter(file -> !wanted(pass, file).isEmpty())
                .toList();
        long work = wanted.stream().mapToLong(Division::work).sum();
        long count = Math.min(wanted.size(), Math.max(FEWEST, Math.min(MOST, work / RECORDS)));
        List<List<ArchiveFile>> units = new ArrayList<>();
        List<ArchiveFile> files = new ArrayList<>();
        long reached = 0;
        for (ArchiveFile file : wanted) {
            files.add(file);
            reached += work(file);
            // Each unit ends where its share of the whole is reached; the last one with the last file.
            if (reached >= work * (units.size() + 1) / count) {
                units.add(List.copyOf(files));
                files.clear();
            }
        }
        return new Division(units);
    }

    /** The records that at least one part wants of a file; empty if none does. */
    public static OffsetRange wanted(Pass<?> pass, ArchiveFile file) {
        long first = Long.MAX_VALUE;
        long end = 0;
        for (Part<?> part : pass.parts()) {
            OffsetRange offsets = part.offsetsIn(file);
            if (!offsets.isEmpty()) {
                first = Math.min(first, offsets.first());
                end = Math.max(end, offsets.end());
            }
        }
        return end == 0 ? new OffsetRange(0, 0) : new OffsetRange(first, end);
    }

    /** The rows that will be read. */
    public long rows() {
        return units.stream().flatMap(List::stream).mapToLong(ArchiveFile::rows).sum();
    }

    private static long work(ArchiveFile file) {
        return 1 + file.rows() + file.quarantined();
    }
}
