package io.tidemark.batch.archive.write;

import io.tidemark.batch.archive.Archive;
import io.tidemark.batch.archive.ChainPaths;
import io.tidemark.batch.archive.Tail;
import io.tidemark.batch.storage.Storage;
import io.tidemark.columns.event.LogRow;
import io.tidemark.columns.event.RefusedRow;
import io.tidemark.cut.Closing;
import io.tidemark.cut.Cut;
import io.tidemark.event.DecodeException;
import io.tidemark.fault.Fault;
import io.tidemark.log.LogBatch;
import io.tidemark.log.LogMismatchException;
import io.tidemark.log.LogTopic;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Since;
import io.tidemark.time.BatchInterval;
import io.tidemark.time.LogClock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes one partition's chain. Owned by the archive writer's thread. Once a method has thrown, or the chain turned out
 * to have been taken on by another writer, it must {@link #resume}.
 */
final class PartitionArchive {
    static final int SMALLEST_ROW_GROUP = 64 << 10;

    private final PartitionId partition;
    private final Recorded recorded;
    private final Storage storage;
    private final Archive archive;
    private final AskedTopics topics;
    private final ArchiveSettings settings;
    private final BatchInterval interval;
    private final Cut cut;

    private LogTopic topic;
    private ChainPaths paths;
    /** Where the partition began. */
    private long first;

    /** The end of the chain: where the open file begins. */
    private LogPosition start = LogPosition.ZERO;

    private long nextOffset;
    private LogClock clock = LogClock.START;
    private int leaderEpoch = -1;
    /** Null while no record was read since {@link #start}. */
    private OpenFile open;

    /** The wall clock when the first record after {@link #start} was read, or the first hole was passed. */
    private long openedMillis;

    private long lastReadMillis;
    private boolean lost;
    private boolean owesLook;

    PartitionArchive(
            PartitionId partition,
            StreamDefinition<?> stream,
            Storage storage,
            Archive archive,
            AskedTopics topics,
            ArchiveSettings settings,
            Cut cut) {
        this.partition = partition;
        this.recorded = new Recorded(stream);
        this.storage = storage;
        this.archive = archive;
        this.topics = topics;
        this.settings = settings;
        this.interval = settings.interval();
        this.cut = cut;
    }

    /**
     * Forgets what is not in the chain, and goes on where the chain ends.
     *
     * @return the offset to read from
     * @throws LogMismatchException if the topic is not the one that the chain was written from
     */
    long resume() {
        abandon();
        topic = describe();
        Since since = topics.beginning(topic);
        paths = archive.paths(partition);
        Optional<Tail> tail = archive.tail(partition);
        lookBeside(tail);
        owesLook = true;
        first = since.at(partition.partition()).offset();
        if (tail.isEmpty()) {
            start = since.at(partition.partition());
        } else {
            start = tail.get().end();
            checkSameLog(tail.get().partition().log());
        }
        nextOffset = start.offset();
        clock = start.clock();
        leaderEpoch = start.leaderEpoch();
        lost = false;
        return nextOffset;
    }

    /** Throws the open file away. */
    void abandon() {
        if (open != null) {
            open.abandon();
            open = null;
        }
    }

    /** Whether another writer was first; what was read since is of no use. */
    boolean isLost() {
        return lost;
    }

    PartitionId partition() {
        return partition;
    }

    /** What the topic is set to that puts its archive at risk. */
    List<Fault> warnings() {
        return topic == null ? List.of() : TopicWarnings.of(topic, interval);
    }

    long nextOffset() {
        return nextOffset;
    }

    /** Where it is to be read next. */
    LogPosition position() {
        return new LogPosition(nextOffset, clock, leaderEpoch);
    }

    long archivedOffset() {
        return start.offset();
    }

    long heldBytes() {
        return open == null ? 0 : open.heldBytes();
    }

    void read(LogBatch batch, long rowGroupBytes, long nowMillis) {
        long maxEpochMillis = nowMillis + settings.maxClockLead().toMillis();
        int size = batch.size();
        // Only before more comes: a file that nothing follows has to stay open for its epoch's end, or no run would
        // ever know that its records are all there are.
        if (size > 0 && open != null && open.size() >= settings.maxFileBytes()) {
            close(Closing.SIZE);
        }
        for (int i = 0; i < size && !lost; i++) {
            if (batch.offset(i) >= nextOffset) {
                record(batch, i, rowGroupBytes, nowMillis, maxEpochMillis);
            }
        }
        if (lost || batch.end() <= nextOffset) {
            return;
        }
        // What gives no rows, such as the marker of a transaction, is passed all the same (PROTOCOL 22).
        if (nextOffset == start.offset()) {
            openedMillis = nowMillis;
            lastReadMillis = nowMillis;
        }
        nextOffset = cut.standsAfter(nextOffset, batch.end());
        // It may be of a later epoch than the last record.
        leaderEpoch = Math.max(leaderEpoch, batch.endLeaderEpoch());
    }

    private void record(LogBatch batch, int i, long rowGroupBytes, long nowMillis, long maxEpochMillis) {
        long timestampMillis = batch.timestampMillis(i);
        LogClock next = clock.after(timestampMillis);
        long epochStart = interval.startOf(interval.epochOf(next.millis()));
        if (open != null && open.epochStartMillis() == LogClock.NONE) {
            open.beginEpoch(epochStart);
        }
        if (open != null && cut.endsEpoch(open.epochStartMillis(), epochStart, next.millis(), maxEpochMillis)) {
            nextOffset = batch.offset(i);
            // The epoch of the record before may have ended in a hole between the two: this one's has not.
            leaderEpoch = Math.max(leaderEpoch, batch.leaderEpoch(i));
            close(Closing.EPOCH);
            if (lost) {
                return;
            }
        }
        if (open == null) {
            open = new OpenFile(storage, partition, paths, recorded, start, epochStart, rowGroupBytes);
            if (nextOffset == start.offset()) {
                openedMillis = nowMillis;
            }
        }
        write(batch, i, next.millis());
        clock = next;
        leaderEpoch = batch.leaderEpoch(i);
        nextOffset = batch.offset(i) + 1;
        lastReadMillis = nowMillis;
    }

    private void write(LogBatch batch, int i, long clockMillis) {
        byte[] bytes = batch.bytes(i);
        if (bytes == null) {
            Optional<LogRow> keyed = recorded.tombstone(batch, i);
            keyed.ifPresent(row -> row.clockMillis = clockMillis);
            open.tombstone(keyed);
            return;
        }
        LogRow row;
        try {
            row = recorded.row(batch, i);
        } catch (DecodeException e) {
            byte[] raw = Arrays.copyOfRange(bytes, batch.start(i), batch.start(i) + batch.length(i));
            refuse(batch, i, clockMillis, e.getMessage(), raw);
            return;
        }
        row.clockMillis = clockMillis;
        open.record(row, recorded.timeMillis());
    }

    private void refuse(LogBatch batch, int i, long clockMillis, String reason, byte[] raw) {
        open.refuse(new RefusedRow(
                partition.partition(),
                batch.offset(i),
                batch.timestampMillis(i),
                clockMillis,
                reason,
                raw,
                recorded.head(batch, i)));
    }

    /** Ends the open file if the wall clock says so. */
    void closeIfOver(long nowMillis) {
        if (nextOffset == start.offset()) {
            return;
        }
        // A wall clock that was set back would keep the file open until it is again what it was.
        openedMillis = Math.min(openedMillis, nowMillis);
        lastReadMillis = Math.min(lastReadMillis, nowMillis);
        long ageMillis = nowMillis - openedMillis;
        long silentMillis = nowMillis - lastReadMillis;
        long graceMillis = settings.idleGrace().toMillis();
        boolean isAhead = !cut.believes(
                clock.millis(), nowMillis + settings.maxClockLead().toMillis());
        if (isAhead && ageMillis >= interval.millis()) {
            close(Closing.SKEW);
        } else if (!isAhead && isEpochOver(nowMillis) && silentMillis >= graceMillis) {
            close(Closing.IDLE);
        } else if (isOld(ageMillis, silentMillis)) {
            close(Closing.AGE);
        }
    }

    /** Whether no record of the open file's epoch can come any more but from the past: the broker stamps by its clock. */
    private boolean isEpochOver(long nowMillis) {
        if (open == null || !topic.appendTime()) {
            return false;
        }
        // A lone record sets no clock, but a broker's stamp can be trusted.
        long epochStart = open.epochStartMillis() == LogClock.NONE
                ? interval.startOf(interval.epochOf(clock.lastStampMillis()))
                : open.epochStartMillis();
        return nowMillis
                >= epochStart + interval.millis() + settings.idleGrace().toMillis();
    }

    /**
     * PROTOCOL 24: a silent partition's records are archived by age, whatever their stamps, and long before the log
     * forgets them. A busy one's file ends with its epoch at about the same age, which is the better cut: the realtime
     * side drops whole epochs; so it is given half as long again.
     */
    private boolean isOld(long ageMillis, long silentMillis) {
        long graceMillis = settings.idleGrace().toMillis();
        // Where the broker stamps, the epoch's end is known, at most two graces later.
        long mostMillis = topic.appendTime() ? interval.millis() + 2 * graceMillis : interval.millis();
        long limitMillis = topic.retention()
                .time()
                .map(kept -> Math.min(mostMillis, kept.toMillis() / 4))
                .orElse(mostMillis);
        boolean isSilent = silentMillis >= Math.min(graceMillis, limitMillis);
        return cut.endsByAge(ageMillis, isSilent ? limitMillis : limitMillis + limitMillis / 2);
    }

    /** Makes room in memory. */
    void closeEarly() {
        close(Closing.SIZE);
    }

    /**
     * Names the records below {@code logStart} that nobody can read any more.
     *
     * @return the offset to go on from
     */
    long gap(long logStart) {
        if (nextOffset > start.offset()) {
            close(Closing.SIZE);
        }
        if (lost || logStart <= nextOffset) {
            return nextOffset;
        }
        // Where a file of the chain is lost, those behind it are still there: what they hold is no gap.
        OptionalLong behind = archive.behind(partition, nextOffset);
        boolean goesOn = behind.isPresent() && behind.getAsLong() <= logStart;
        long end = goesOn ? behind.getAsLong() : logStart;
        String what = "[" + start.offset() + ", " + end + ") ";
        String reason = "the log of " + partition + " starts at " + logStart + ", and " + what
                + (goesOn ? "is in no archive file any more" : "was deleted before it was archived");
        nextOffset = end;
        // Nobody knows in which epoch the log reached its start.
        leaderEpoch = -1;
        close(Closing.GAP, reason);
        // As where another writer was first, the chain goes on elsewhere.
        lost |= goesOn;
        return nextOffset;
    }

    private void close(Closing closing) {
        close(closing, "");
    }

    private void close(Closing closing, String gapReason) {
        // A topic that was re-created while the file was open has other records at these offsets.
        topic = describe();
        if (open == null) {
            open = withoutRows();
        }
        long chainEnd = archive.end(partition).map(LogPosition::offset).orElse(first);
        if (!cut.continuesChain(chainEnd, start.offset())) {
            // The end of the chain was taken away meanwhile, or taken on by another writer.
            abandon();
            lost = true;
            return;
        }
        LogPosition end = position();
        lost = !open.publish(end, closing, gapReason);
        open = null;
        if (!lost) {
            start = end;
            if (owesLook) {
                owesLook = false;
                lookBeside(archive.tail(partition));
            }
        }
    }

    /** Whoever was here before may have died with a file beside the one that it did not come to publish. */
    private void lookBeside(Optional<Tail> tail) {
        tail.ifPresent(chain -> new UnnamedFiles(storage, paths, chain).delete());
    }

    private OpenFile withoutRows() {
        long epochStart = interval.startOf(interval.epochOf(clock.millis()));
        return new OpenFile(storage, partition, paths, recorded, start, epochStart, SMALLEST_ROW_GROUP);
    }

    /** The topic as it was after the last record was fetched; it must still be the log that was assigned. */
    private LogTopic describe() {
        LogTopic now = topics.describe(partition.topic());
        if (!now.log().equals(partition.log())) {
            throw Archive.otherLog(now.log(), partition.log(), "what is read");
        }
        return now;
    }

    private void checkSameLog(LogId archived) {
        if (!archived.equals(partition.log())) {
            throw Archive.otherLog(partition.log(), archived, "what is archived");
        }
    }
}
