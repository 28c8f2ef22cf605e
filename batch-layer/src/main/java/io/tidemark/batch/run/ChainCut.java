package io.tidemark.batch.run;

import io.tidemark.batch.archive.ArchiveFile;
import io.tidemark.batch.archive.Closing;
import io.tidemark.manifest.Gap;
import io.tidemark.seam.RunRequest.Cut;
import io.tidemark.tidemark.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far along one partition's chain a tidemark may go.
 *
 * @param position where it goes; never back
 * @param passed the gaps between where it was and where it goes
 * @param stoppedAt the gap that it may not pass, if that is what stops it
 */
record ChainCut(LogPosition position, List<Gap> passed, Optional<Gap> stoppedAt) {
    /** Which gaps a tidemark may pass. */
    record Accepted(boolean all, Set<Gap> known) {
        boolean covers(Gap gap) {
            return all || known.contains(gap);
        }
    }

    static ChainCut of(List<ArchiveFile> chain, LogPosition from, Cut cut, Accepted accepted) {
        LogPosition position = from;
        List<Gap> passed = new ArrayList<>();
        List<Gap> pending = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            ArchiveFile file = chain.get(i);
            if (file.offsets().end() <= from.offset()) {
                continue;
            }
            if (file.isGap()) {
                Gap gap = gap(file);
                if (!accepted.covers(gap)) {
                    return new ChainCut(position, passed, Optional.of(gap));
                }
                pending.add(gap);
            }
            if (cut == Cut.ARCHIVE_END || isCutAfter(chain, i)) {
                position = file.end();
                passed.addAll(pending);
                pending.clear();
            }
        }
        return new ChainCut(position, passed, Optional.empty());
    }

    /** Whether the epoch of the file's records, or what stands in for one, ends with the file. */
    private static boolean isCutAfter(List<ArchiveFile> chain, int index) {
        ArchiveFile file = chain.get(index);
        return switch (file.closing()) {
            // PROTOCOL 24: a file that ended by age is a cut too, or a silent partition would have none.
            case EPOCH, IDLE, AGE, SKEW, GAP -> true;
            case SIZE ->
                index + 1 < chain.size()
                        && chain.get(index + 1).closing() != Closing.GAP
                        && chain.get(index + 1).epochStartMillis() > file.epochStartMillis();
        };
    }

    private static Gap gap(ArchiveFile file) {
        return new Gap(file.partition(), file.offsets(), file.gapReason());
    }
}
