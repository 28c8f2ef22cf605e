package io.tidemark.it.simulation;

import io.tidemark.cut.Cut;
import io.tidemark.cut.Extent;
import io.tidemark.cut.ProvenCut;
import io.tidemark.it.simulation.History.Rules;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The proven rules but for one, which is decided as somebody would who did not know it. */
enum CutWithout {
    /** The realtime view answers only what it can prove contiguous from the tidemark on. */
    COVER(new ProvenCut() {
        @Override
        public boolean answersFrom(int boundary) {
            return true;
        }
    }),
    /** State is never fed across a hole. */
    HOLE(new ProvenCut() {
        @Override
        public boolean feeds(long position, long first) {
            return true;
        }
    }),
    /** What lies left of the tidemark is dropped only once unread. */
    DROP_UNREAD(new ProvenCut() {
        @Override
        public long dropsBelow(long tidemark, List<Long> leased) {
            return tidemark;
        }
    }),
    /** A jump or a rebuild runs beside the old state. */
    KEEP_OLD(new ProvenCut() {
        @Override
        public boolean replaces(OffsetRange other, OffsetRange older, boolean coversReaders) {
            return other.first() > older.first() || super.replaces(other, older, coversReaders);
        }
    }),
    /** Who gave a partition up answers for it until the next one is as far. */
    HAND_OVER(new ProvenCut() {
        @Override
        public boolean handsOver(OffsetRange successor, long reached, List<Long> read) {
            return true;
        }
    }),
    /** A cut equals a boundary when no record lies between the two. */
    BETWEEN(new ProvenCut() {
        @Override
        public int boundary(List<? extends Extent> segments, OffsetRange held, long cut) {
            if (cut < held.first() || cut > held.end()) {
                return -1;
            }
            if (cut == held.end()) {
                return segments.size();
            }
            for (int i = 0; i < segments.size(); i++) {
                if (segments.get(i).firstRecord() == cut) {
                    return i;
                }
            }
            return -1;
        }
    }),
    /** A position below the log's start is never moved silently. */
    GAP(new ProvenCut() {
        @Override
        public OptionalLong readsOnFrom(long position, long logStart) {
            return OptionalLong.of(Math.max(position, logStart));
        }

        @Override
        public boolean feeds(long position, long first) {
            return true;
        }
    }),
    /** Each state has its own place in the log, and takes what lies behind it alone. */
    OWN_PLACE(new ProvenCut() {
        @Override
        public long takesFrom(long position, long first) {
            return first;
        }
    }),
    /** A run publishes only on the entry it read. */
    COMPARE_AND_SWAP(new ProvenCut() {
        @Override
        public <V> boolean mayPublish(Optional<V> read, Optional<V> now) {
            return true;
        }
    }),
    /** A recompute reads raw records left of its base tidemark only. */
    BOUND(new ProvenCut() {
        @Override
        public OffsetRange recomputes(LogPosition tidemark) {
            return new OffsetRange(0, Long.MAX_VALUE);
        }
    }),
    /** Realtime state is keyed by fingerprint, and a query names it. */
    FINGERPRINT(new ProvenCut() {
        @Override
        public boolean answersFor(String askedFingerprint, String ownFingerprint) {
            return true;
        }
    }),
    /** Nobody passes what is lost before an operator says so. */
    PASS_LOSS(new ProvenCut() {
        @Override
        public boolean mayPass(boolean isAccepted) {
            return true;
        }
    }),
    /** What has expired is not answered from what realtime still has of it. */
    EXPIRED(new ProvenCut() {
        @Override
        public long answersFromMillis(long expiredBeforeMillis) {
            return Long.MIN_VALUE;
        }
    }),
    /** Of two archive writers one is first: by looking before, and by a storage that refuses a name that is taken. */
    ONE_IS_FIRST(Rules.ALL.with(Renaming.REPLACES).with(new ProvenCut() {
        @Override
        public boolean continuesChain(long chainEnd, long first) {
            return true;
        }
    })),
    /** A clock that is ahead of the wall clock ends no epoch. */
    SKEW(new ProvenCut() {
        @Override
        public boolean believes(long clockMillis, long mostClockMillis) {
            return true;
        }
    }),
    /** A view is settled no further than the least of its partitions. */
    SETTLED(new ProvenCut() {
        @Override
        public long settledUntilMillis(Collection<Long> partitions, long plannedMillis) {
            return Math.min(plannedMillis, Collections.max(partitions));
        }
    }),
    /** State that was read before the log was rewritten is never put together with what was read after. */
    HISTORY(new ProvenCut() {
        @Override
        public boolean isOneHistory(int below, int epoch, int above) {
            return true;
        }
    }),
    /** Metrics with an error compare within it. */
    STATED_ERROR(Rules.ALL.with(Equality.EXACTLY)),
    /** Positions advance over what gives no rows. */
    PASS_HOLES(new ProvenCut() {
        @Override
        public long standsAfter(long afterLastRecord, long batchEnd) {
            return afterLastRecord;
        }
    }),
    /** What was read is archived by age, however silent its partition is. */
    AGE(new ProvenCut() {
        @Override
        public boolean endsByAge(long ageMillis, long mostMillis) {
            return false;
        }
    }),
    /** A partition was quiet only if it was wholly read. */
    QUIET(new ProvenCut() {
        @Override
        public long quietUntilMillis(long beforeMillis, long position, long end, long plannedMillis) {
            return plannedMillis;
        }
    }),
    /** A step that fails has not happened. */
    FAILURE(Rules.ALL.with(AfterAFailure.THE_POSITION_HAS_MOVED)),
    /** An answer is no older than who asks has seen, whichever node gave that. */
    NO_OLDER(new ProvenCut() {
        @Override
        public boolean reaches(long asOf, long least) {
            return true;
        }
    });

    private final Rules rest;

    CutWithout(Cut rest) {
        this(Rules.ALL.with(rest));
    }

    CutWithout(Rules rest) {
        this.rest = rest;
    }

    Rules rest() {
        return rest;
    }
}
