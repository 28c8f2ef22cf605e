package io.tidemark.serving.merge;

import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.time.TimeRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the realtime view answered, for a merge that goes through it group by group: few rows that are all here, or any number
 * that are read as they are wanted. Owned by one thread. To be closed.
 */
sealed interface RealtimeRows extends AutoCloseable {
    /** The proof; empty if it was not asked. */
    Optional<Coverage> coverage();

    /** Up to which group all rows are here; empty: there are no others. */
    Optional<GroupKey> through();

    /** All of them, if they are few. */
    Optional<TileTable> few();

    /** Where all are in pieces already; empty: they can be anywhere. */
    Optional<List<GroupKey>> borders();

    /** The rows again, for a merge of one of the pieces: all are to be made before the first is merged. */
    RealtimeRows piece(int number);

    /** Before a merge in order: only groups from one on, and only those that are wanted. */
    void begin(GroupKey first, Predicate<GroupKey> isWanted);

    /** Of a merge in order, the next group; null at the end. */
    GroupKey head();

    /**
     * Takes the rows of a group of which the tiles start before an instant, and that were not taken yet, into windows. Groups
     * before it are passed over, and so is it once all are taken.
     *
     * @return whether there are more, and the windows are so many that they are to be passed on first
     */
    boolean take(GroupKey group, long beforeMillis, WindowCells into);

    /** Passes over the next group, and tells whether it has a row in a range of tiles. */
    boolean pass(TimeRange tiles);

    @Override
    void close();

    /** No rows, since the realtime view was not asked. */
    static RealtimeRows none() {
        return new Few(Optional.empty());
    }

    /** Rows that are here. */
    final class Few implements RealtimeRows {
        private static final int MANY = 1_000;

        private final Optional<RealtimeAnswer> answer;
        private List<GroupKey> groups = List.of();
        private int next;
        private int[] latestFirst = new int[16];
        private int count;
        /** A group of which rows were taken up to an instant; null: none. */
        private GroupKey begun;

        private long begunMillis;

        Few(Optional<RealtimeAnswer> answer) {
            this.answer = answer;
        }

        @Override
        public Optional<Coverage> coverage() {
            return answer.map(RealtimeAnswer::coverage);
        }

        @Override
        public Optional<GroupKey> through() {
            return answer.flatMap(RealtimeAnswer::through);
        }

        @Override
        public Optional<TileTable> few() {
            return answer.map(RealtimeAnswer::rows);
        }

        @Override
        public Optional<List<GroupKey>> borders() {
            return Optional.empty();
        }

        @Override
        public RealtimeRows piece(int number) {
            // What is left to be done then leaves the rows as they are.
            few().ifPresent(rows -> rows.sortingGroups().run());
            return new Few(answer);
        }

        @Override
        public void begin(GroupKey first, Predicate<GroupKey> isWanted) {
            List<GroupKey> wanted = new ArrayList<>();
            few().ifPresent(rows -> {
                rows.sortingGroups().run();
                rows.forEachGroupFrom(first, group -> {
                    if (isWanted.test(group)) {
                        wanted.add(group);
                    }
                    return true;
                });
            });
            groups = wanted;
            next = 0;
        }

        @Override
        public GroupKey head() {
            return next < groups.size() ? groups.get(next) : null;
        }

        @Override
        public boolean take(GroupKey group, long beforeMillis, WindowCells into) {
            while (next < groups.size() && groups.get(next).compareTo(group) <= 0) {
                next++;
            }
            if (answer.isPresent()) { // No Optional's lambda: a small question makes little else.
                TileTable rows = answer.get().rows();
                boolean isBegun = group.equals(begun);
                if (isBegun || beforeMillis < Long.MAX_VALUE) {
                    takeSome(group, isBegun ? begunMillis : Long.MIN_VALUE, beforeMillis, into);
                } else if (rows.rows() < MANY) {
                    rows.forEachRowOf(group, row -> into.addRealtime(rows, row));
                } else {
                    takeMany(group, rows, into);
                }
            }
            return false;
        }

        private void takeSome(GroupKey group, long firstMillis, long beforeMillis, WindowCells into) {
            TileTable rows = answer.orElseThrow().rows();
            rows.forEachRowOf(group, row -> {
                if (rows.tile(row) >= firstMillis && rows.tile(row) < beforeMillis) {
                    into.addRealtime(rows, row);
                }
            });
            begun = group;
            begunMillis = beforeMillis;
        }

        /** Those that came first before the others: mostly they are earlier, and one that is earlier moves those after it. */
        private void takeMany(GroupKey group, TileTable rows, WindowCells into) {
            count = 0;
            rows.forEachRowOf(group, this::note);
            for (int i = count - 1; i >= 0; i--) {
                into.addRealtime(rows, latestFirst[i]);
            }
        }

        private void note(int row) {
            if (count == latestFirst.length) {
                latestFirst = Arrays.copyOf(latestFirst, 2 * count);
            }
            latestFirst[count++] = row;
        }

        @Override
        public boolean pass(TimeRange tiles) {
            TileTable rows = answer.orElseThrow().rows();
            return rows.anyRowOf(groups.get(next++), row -> tiles.contains(rows.tile(row)));
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Rows that are read as they are wanted: groups from a place on that a filter takes, as they were asked for. */
    final class Scanned implements RealtimeRows {
        private final List<RealtimeScan> scans;
        private final List<GroupKey> borders;
        private final RealtimeScan scan;
        private boolean isBegun;
        private boolean isAtRow;

        /** @param scans the first of all groups, and one from each border on */
        Scanned(List<RealtimeScan> scans, List<GroupKey> borders) {
            this.scans = scans;
            this.borders = borders;
            this.scan = scans.get(0);
        }

        @Override
        public Optional<Coverage> coverage() {
            return Optional.of(scan.coverage());
        }

        @Override
        public Optional<GroupKey> through() {
            return Optional.empty();
        }

        @Override
        public Optional<TileTable> few() {
            return Optional.empty();
        }

        @Override
        public Optional<List<GroupKey>> borders() {
            return Optional.of(borders);
        }

        @Override
        public RealtimeRows piece(int number) {
            return new Scanned(List.of(scans.get(number)), List.of());
        }

        @Override
        public void begin(GroupKey first, Predicate<GroupKey> isWanted) {
            if (isBegun) {
                throw new IllegalStateException("a scan is gone through once");
            }
        }

        @Override
        public GroupKey head() {
            if (!isBegun) {
                isBegun = true;
                isAtRow = scan.next();
            }
            return isAtRow ? scan.group() : null;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // A scan gives the same object for all rows of a group.
        public boolean take(GroupKey group, long beforeMillis, WindowCells into) {
            GroupKey head = head();
            while (head != null && head != group && head.compareTo(group) < 0) {
                isAtRow = scan.next();
                head = head();
            }
            if (head == null || !head.equals(group)) {
                return false;
            }
            GroupKey taken = head;
            while (head == taken && scan.tileMillis() < beforeMillis) {
                if (into.areManyBefore(scan.tileMillis())) {
                    return true;
                }
                into.addRealtime(scan);
                isAtRow = scan.next();
                head = head();
            }
            return false;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean pass(TimeRange tiles) {
            GroupKey passed = head();
            boolean hasTile = false;
            while (head() == passed) {
                hasTile |= tiles.contains(scan.tileMillis());
                isAtRow = scan.next();
            }
            return hasTile;
        }

        @Override
        public void close() {
            scans.forEach(RealtimeScan::close);
        }
    }
}
