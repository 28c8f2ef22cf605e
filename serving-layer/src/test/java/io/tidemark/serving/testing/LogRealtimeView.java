package io.tidemark.serving.testing;

import io.tidemark.fold.GroupCodec;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.GroupBorders;
import io.tidemark.groups.WantedGroups;
import io.tidemark.groups.WantedGroups.InOrder;
import io.tidemark.groups.WantedGroups.Named;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Behind;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.ForwardingScan;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.seam.WouldWaitException;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A speed layer in memory: it has consumed some of the log, and folds again for every question. */
public final class LogRealtimeView implements RealtimeView {
    private final SalesLog log;
    private final Model model;
    private final Map<Integer, Long> consumed = new ConcurrentHashMap<>();
    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    /** By partition: from which tidemark on nothing can be answered. */
    private final Map<Integer, Long> missing = new ConcurrentHashMap<>();

    private final AtomicInteger leasesAsked = new AtomicInteger();
    private final Map<String, TidemarkLease> leases = new ConcurrentHashMap<>();
    private volatile boolean down;
    private volatile boolean isScanned;
    private volatile int rowsOfABreak;
    private final AtomicInteger breaksLeft = new AtomicInteger();
    private final AtomicInteger inPieces = new AtomicInteger();
    private volatile String hanging = "";
    private volatile List<GroupKey> places = List.of();

    /** Owns every partition, and has consumed nothing. */
    public LogRealtimeView(SalesLog log) {
        this(log, SalesModel.MODEL);
    }

    public LogRealtimeView(SalesLog log, Model model) {
        this.model = model;
        this.log = log;
        for (int p = 0; p < log.partitionCount(); p++) {
            owned.add(p);
        }
    }

    public LogRealtimeView owning(Integer... partitions) {
        owned.retainAll(Set.of(partitions));
        return this;
    }

    /** One more is its own, and it has consumed all of it. */
    public void own(int partition) {
        owned.add(partition);
        consume(partition, log.end(partition));
    }

    /** Has consumed all there is. */
    public LogRealtimeView caughtUp() {
        owned.forEach(p -> consume(p, log.end(p)));
        return this;
    }

    public void consume(int partition, long end) {
        consumed.put(partition, end);
    }

    /** Cannot answer the partition from any tidemark. */
    public void lose(int partition) {
        loseFrom(partition, 0);
    }

    /** Cannot answer the partition from a tidemark at or beyond an offset. */
    public void loseFrom(int partition, long tidemark) {
        missing.put(partition, tidemark);
    }

    public int leasesAsked() {
        return leasesAsked.get();
    }

    public void recover(int partition) {
        missing.remove(partition);
    }

    public void goDown() {
        down = true;
    }

    public void comeUp() {
        down = false;
    }

    /** Does not answer about an aggregation any more. */
    public void hang(String aggregation) {
        hanging = aggregation;
    }

    public Map<String, TidemarkLease> leases() {
        return Map.copyOf(leases);
    }

    /** Answers row by row alone; so many of the next scans break off. */
    public void scanOnly(int breaks) {
        scanOnly(breaks, 1);
    }

    /** The same; each that breaks off, does so after some rows. */
    public void scanOnly(int breaks, int rows) {
        isScanned = true;
        rowsOfABreak = rows;
        breaksLeft.set(breaks);
    }

    @Override
    public RealtimeAnswer read(RealtimeQuery query) {
        if (isScanned) {
            throw RealtimeAnswer.TooLargeException.INSTANCE;
        }
        return answer(query);
    }

    @Override
    public RealtimeScan scan(RealtimeQuery query) {
        RealtimeScan whole = RealtimeScan.of(answer(query.unbounded()));
        return breaksLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? new Breaking(whole, rowsOfABreak) : whole;
    }

    /** What is asked for falls into pieces at these groups. */
    public void fallApartAt(List<GroupKey> groups) {
        places = List.copyOf(groups);
    }

    @Override
    public GroupBorders borders(RealtimeQuery query, int pieces) {
        if (places.isEmpty()) {
            throw new RealtimeUnavailableException("it is one piece", null);
        }
        return new GroupBorders(places, Long.MAX_VALUE);
    }

    /** How often it was asked for several scans of one instant. */
    public int pieces() {
        return inPieces.get();
    }

    /** Of several it is one that breaks off, each time another. */
    @Override
    public List<RealtimeScan> scans(RealtimeQuery query, List<GroupKey> borders) {
        if (borders.isEmpty()) {
            return List.of(scan(query));
        }
        if (places.isEmpty()) {
            throw new RealtimeUnavailableException("it is one piece", null);
        }
        inPieces.incrementAndGet();
        RealtimeAnswer all = answer(query.unbounded());
        List<RealtimeScan> scans = new ArrayList<>();
        RealtimeScan.starts(borders).forEach(start -> scans.add(RealtimeScan.of(all, start)));
        int left = breaksLeft.getAndUpdate(breaks -> Math.max(0, breaks - 1));
        if (left > 0) {
            scans.set(left % scans.size(), new Breaking(scans.get(left % scans.size()), rowsOfABreak));
        }
        return scans;
    }

    /** Breaks off after some rows. */
    private static final class Breaking implements ForwardingScan {
        private final RealtimeScan scan;
        private int left;

        Breaking(RealtimeScan scan, int rows) {
            this.scan = scan;
            this.left = rows;
        }

        @Override
        public RealtimeScan scan() {
            return scan;
        }

        @Override
        public boolean next() {
            if (left-- == 0) {
                throw new RealtimeUnavailableException("the connection broke off", null);
            }
            return scan.next();
        }
    }

    @SuppressWarnings("unchecked")
    private RealtimeAnswer answer(RealtimeQuery query) {
        checkUp();
        if (query.view().name().equals(hanging)) {
            LockSupport.park(this);
        }
        AggregationDefinition<Sale> definition = (AggregationDefinition<Sale>)
                model.aggregation(query.view().name()).orElseThrow();
        TileTable all = new TileTable(definition);
        TreeMap<PartitionId, PartitionCoverage> partitions = new TreeMap<>();
        for (int p : owned) {
            if (query.partitions().isEmpty() || query.partitions().get().contains(SalesLog.partition(p))) {
                PartitionCoverage coverage = coverage(p, query.tidemark());
                partitions.put(SalesLog.partition(p), coverage);
                if (coverage instanceof Covered covered) {
                    log.fold(definition, p, query.tidemark().offset(SalesLog.partition(p)), covered.asOf(), all);
                }
            }
        }
        TileTable asked = new TileTable(definition);
        for (int row = 0; row < all.rows(); row++) {
            if (query.tiles().contains(all.tile(row)) && isWanted(all.group(row), query.groups(), definition)) {
                asked.mergeRow(all, row);
            }
        }
        Coverage coverage = Coverage.of(log.partitionCounts(), partitions);
        return query.groups() instanceof InOrder inOrder && inOrder.isBounded()
                ? first(inOrder.most(), new RealtimeAnswer(coverage, asked))
                : new RealtimeAnswer(coverage, asked);
    }

    private static boolean isWanted(GroupKey group, WantedGroups groups, AggregationDefinition<?> definition) {
        return groups instanceof InOrder inOrder
                ? group.compareTo(inOrder.from()) >= 0
                        && inOrder.filter().takes(group, new GroupCodec(definition.groups()))
                : ((Named) groups).keys().contains(group);
    }

    /** No group more than was asked for, so that who reads on without asking again is found out. */
    private static RealtimeAnswer first(int most, RealtimeAnswer all) {
        TreeSet<GroupKey> groups = new TreeSet<>();
        for (int row = 0; row < all.rows().rows(); row++) {
            groups.add(all.rows().group(row));
        }
        if (groups.size() < most) {
            return all;
        }
        GroupKey through = groups.stream().skip(most - 1).findFirst().orElseThrow();
        TileTable first = new TileTable(all.rows().definition());
        for (int row = 0; row < all.rows().rows(); row++) {
            if (all.rows().group(row).compareTo(through) <= 0) {
                first.mergeRow(all.rows(), row);
            }
        }
        return new RealtimeAnswer(all.coverage(), first, Optional.of(through));
    }

    @Override
    public RealtimeAnswer readAtOnce(RealtimeQuery query) {
        if (query.view().name().equals(hanging) || isScanned) {
            throw WouldWaitException.INSTANCE;
        }
        return read(query);
    }

    @Override
    public boolean isHere() {
        return true;
    }

    @Override
    public Coverage coverage(ViewId id, Tidemark tidemark) {
        checkUp();
        TreeMap<PartitionId, PartitionCoverage> partitions = new TreeMap<>();
        owned.forEach(p -> partitions.put(SalesLog.partition(p), coverage(p, tidemark)));
        return Coverage.of(log.partitionCounts(), partitions);
    }

    private PartitionCoverage coverage(int partition, Tidemark tidemark) {
        long end = consumed.getOrDefault(partition, 0L);
        long from = tidemark.offset(SalesLog.partition(partition));
        if (from >= missing.getOrDefault(partition, Long.MAX_VALUE)) {
            return new Missing(from, "is being rebuilt");
        }
        return end < from ? new Behind(end, "stands at " + end) : new Covered(end, log.clock(partition, end));
    }

    @Override
    public void lease(TidemarkLease lease) {
        checkUp();
        leasesAsked.incrementAndGet();
        leases.put(lease.holder() + "/" + lease.view().name(), lease);
    }

    @Override
    public RealtimeStatus status() {
        checkUp();
        List<RealtimeStatus.PartitionStatus> partitions = new ArrayList<>();
        model.aggregations()
                .forEach(a -> owned.forEach(p -> {
                    long position = consumed.getOrDefault(p, 0L);
                    partitions.add(new RealtimeStatus.PartitionStatus(
                            a.name(), "sales", p, position, log.end(p), log.clock(p, position), 1, position, 1));
                }));
        return new RealtimeStatus("speed-1", partitions, 0, List.of(), 0, List.of());
    }

    private void checkUp() {
        if (down) {
            throw new RealtimeUnavailableException("speed node speed-1: does not answer; start it", null);
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
