package io.tidemark.batch.engine;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the files of a pass are divided into units of work, each of which is folded by itself. It depends on the pass alone,
 * never on threads or machines, and what units have folded is merged in their order: so that every engine comes to the same.
 * Parts that must be given whole partitions have units of their own, one of each partition; the others lose nothing by it.
 */
public record Division(List<Unit> units) {
    /** Enough for the cores of one machine, few enough for its memory. */
    private static final int FEWEST = 16;

    private static final int MOST = 4_096;
    /** What a task of its own is worth: some seconds of folding. */
    private static final long RECORDS = 10_000_000;

    /**
     * What is folded by itself.
     *
     * @param files that follow one another; there is one at least
     * @param parts which of the pass's parts fold them, by their places
     */
    public record Unit(List<ArchiveFile> files, List<Integer> parts) {
        public Unit {
            files = List.copyOf(files);
            parts = List.copyOf(parts);
        }

        /** Whether it is a whole partition, for parts with an operator. */
        public boolean isInLogOrder(Pass pass) {
            return parts.stream().anyMatch(part -> pass.parts().get(part).isInLogOrder());
        }

        /** The records that at least one of its parts wants of a file; empty if none does. */
        public OffsetRange wanted(Pass pass, ArchiveFile file) {
            return Division.wanted(pass, parts, file);
        }
    }

    public Division {
        units = List.copyOf(units);
    }

    public static Division of(Pass pass) {
        List<Integer> inAnyOrder = new ArrayList<>();
        List<Integer> inLogOrder = new ArrayList<>();
        for (int part = 0; part < pass.parts().size(); part++) {
            (pass.parts().get(part).isInLogOrder() ? inLogOrder : inAnyOrder).add(part);
        }
        List<Unit> units = new ArrayList<>();
        addByWork(pass, inAnyOrder, units);
        addByPartition(pass, inLogOrder, units);
        return new Division(units);
    }

    private static void addByWork(Pass pass, List<Integer> parts, List<Unit> units) {
        List<ArchiveFile> wanted = wanted(pass, parts);
        long work = wanted.stream().mapToLong(Division::work).sum();
        long count = Math.min(wanted.size(), Math.max(FEWEST, Math.min(MOST, work / RECORDS)));
        List<ArchiveFile> files = new ArrayList<>();
        long reached = 0;
        for (ArchiveFile file : wanted) {
            files.add(file);
            reached += work(file);
            // Each unit ends where its share of the whole is reached; the last one with the last file.
            if (reached >= work * (units.size() + 1) / count) {
                units.add(new Unit(files, parts));
                files.clear();
            }
        }
    }

    private static void addByPartition(Pass pass, List<Integer> parts, List<Unit> units) {
        Map<PartitionId, List<ArchiveFile>> partitions = new LinkedHashMap<>();
        for (ArchiveFile file : wanted(pass, parts)) {
            partitions.computeIfAbsent(file.partition(), p -> new ArrayList<>()).add(file);
        }
        partitions.values().forEach(files -> units.add(new Unit(files, parts)));
    }

    private static List<ArchiveFile> wanted(Pass pass, List<Integer> parts) {
        return pass.files().stream()
                .filter(file -> !wanted(pass, parts, file).isEmpty())
                .toList();
    }

    private static OffsetRange wanted(Pass pass, List<Integer> parts, ArchiveFile file) {
        long first = Long.MAX_VALUE;
        long end = 0;
        for (int part : parts) {
            OffsetRange offsets = pass.parts().get(part).offsetsIn(file);
            if (!offsets.isEmpty()) {
                first = Math.min(first, offsets.first());
                end = Math.max(end, offsets.end());
            }
        }
        return end == 0 ? new OffsetRange(0, 0) : new OffsetRange(first, end);
    }

    /** The rows that will be read. */
    public long rows() {
        return units.stream()
                .flatMap(unit -> unit.files().stream())
                .mapToLong(ArchiveFile::rows)
                .sum();
    }

    private static long work(ArchiveFile file) {
        return 1 + file.rows() + file.quarantined();
    }
}
