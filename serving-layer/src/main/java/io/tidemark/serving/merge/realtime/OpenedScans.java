package io.tidemark.serving.merge.realtime;

import io.tidemark.fold.GroupKey;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.serving.merge.realtime.Asking.Given;
import io.tidemark.tidemark.Tidemark;
import java.util.List;

/** The scans that were opened so far, each partition's at one node alone. Owned by the one who asks. To be closed. */
final class OpenedScans implements Asking.Form<List<RealtimeScan>>, AutoCloseable {
    private final List<GroupKey> borders;
    private final List<MergedScan> scans;
    private final KnownNodes known;

    OpenedScans(Tidemark tidemark, List<GroupKey> borders, KnownNodes known) {
        this.borders = borders;
        this.known = known;
        this.scans = RealtimeScan.starts(borders).stream()
                .map(start -> new MergedScan(tidemark))
                .toList();
    }

    @Override
    public Given<List<RealtimeScan>> ask(Node node, RealtimeQuery part) {
        List<RealtimeScan> opened = node.view().scans(part, borders);
        return new Given<>(opened.get(0).coverage(), opened);
    }

    @Override
    public void take(Node node, List<RealtimeScan> opened) {
        for (int i = 0; i < opened.size(); i++) {
            scans.get(i).add(opened.get(i), () -> known.pace(node).disappointed(System.nanoTime()));
        }
    }

    @Override
    public void drop(List<RealtimeScan> opened) {
        opened.forEach(RealtimeScan::close);
    }

    /** All of them, with what they cover together. */
    List<RealtimeScan> proving(Coverage coverage) {
        return scans.stream().<RealtimeScan>map(scan -> scan.proving(coverage)).toList();
    }

    @Override
    public void close() {
        scans.forEach(MergedScan::close);
    }
}
