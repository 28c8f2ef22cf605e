package io.tidemark.serving.http.live;

import io.tidemark.fold.GroupKey;
import io.tidemark.http.json.Json;
import io.tidemark.http.problem.Problem;
import io.tidemark.memory.ByteBudget;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.seam.NotYetException;
import io.tidemark.serving.merge.answer.AnswerRow;
import io.tidemark.serving.merge.answer.MergedAnswer;
import io.tidemark.usercode.UserCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One who follows live: what was sent last, so that only what changed is sent next. One write is under way at a time; a
 * client that reads slowly misses steps in between and never holds up another; what it was sent last is held of a budget. {@link #step} is for one thread at a time,
 * everything else for any.
 */
final class LiveClient {
    private static final int FLIPS_KEPT = 100;
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.UTF_8);

    private final Optional<LiveSeries> series;
    private final Response response;
    private final Callback callback;
    private final ByteBudget memory;
    /** Of what was sent last, and what is yet to be written. */
    private final Holding sent;

    private final Queue<byte[]> flips = new ConcurrentLinkedQueue<>();
    private Map<RowKey, AnswerRow> sentRows = new HashMap<>();
    private byte[] sentStatus = new byte[0];
    private byte[] sentProof = new byte[0];
    /** Since when there is no answer that is as of what was wanted at least; 0: there is. */
    private long behindSinceNanos;

    /** What is yet to be written. Guards all below. */
    private final Deque<byte[]> outgoing = new ArrayDeque<>();

    private boolean isWriting;
    private boolean isEnded;
    private boolean isDone;
    private long lastWriteNanos = System.nanoTime();

    private record RowKey(GroupKey group, long firstMillis) {}

    LiveClient(Optional<LiveSeries> series, Response response, Callback callback, ByteBudget memory) {
        this.series = series;
        this.memory = memory;
        this.sent = memory.openAtOnce();
        this.response = response;
        this.callback = callback;
    }

    Optional<LiveSeries> series() {
        return series;
    }

    /** Begins the stream. */
    void open() {
        write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
    }

    boolean isGone() {
        synchronized (outgoing) {
            return isEnded;
        }
    }

    void flipped(String aggregation, byte[] flip) {
        boolean concerns =
                series.map(s -> s.definition().name().equals(aggregation)).orElse(true);
        if (concerns && flips.size() < FLIPS_KEPT) {
            flips.add(flip);
        }
    }

    /**
     * Sends what has changed, if all that was sent before is out.
     *
     * @param status as it is now; empty if it is not known
     */
    void step(byte[] status) {
        synchronized (outgoing) {
            if (isEnded || isWriting) {
                return;
            }
        }
        ByteArrayOutputStream news = new ByteArrayOutputStream();
        for (byte[] flip = flips.poll(); flip != null; flip = flips.poll()) {
            event(news, "flip", flip);
        }
        if (status.length > 0 && !Arrays.equals(status, sentStatus)) {
            event(news, "status", status);
            sentStatus = status;
        }
        series.ifPresent(wanted -> series(news, wanted));
        if (news.size() > 0) {
            write(news.toByteArray());
        }
    }

    private void series(ByteArrayOutputStream news, LiveSeries wanted) {
        try (Holding making = memory.openAtOnce()) {
            MergedAnswer answer = wanted.answer(making);
            behindSinceNanos = 0;
            series(news, wanted, answer);
        } catch (NotYetException notYet) {
            // It is asked again in the next step; whoever follows is not told anything older meanwhile.
            behindSinceNanos = behindSinceNanos == 0 ? System.nanoTime() : behindSinceNanos;
            if (System.nanoTime() - behindSinceNanos >= notYet.patience().toNanos()) {
                throw notYet;
            }
        }
    }

    private void series(ByteArrayOutputStream news, LiveSeries wanted, MergedAnswer answer) {
        Map<RowKey, AnswerRow> now = new HashMap<>();
        List<AnswerRow> changed = new ArrayList<>();
        for (AnswerRow row : answer.rows()) {
            RowKey key = new RowKey(row.group(), row.firstMillis());
            now.put(key, row);
            if (!isSame(row, sentRows.get(key), wanted)) {
                changed.add(row);
            }
        }
        boolean isReset = sentProof.length == 0 || !now.keySet().containsAll(sentRows.keySet());
        byte[] proof = wanted.unchanging(answer.proof());
        if (isReset || !changed.isEmpty() || !Arrays.equals(proof, sentProof)) {
            event(news, "series", wanted.event(answer, isReset ? answer.rows() : changed, isReset));
            sentRows = now;
            sentProof = proof;
            hold(news.size()
                    + answer.rows().stream().mapToLong(AnswerRow::heapBytes).sum());
        }
    }

    private void hold(long bytes) {
        synchronized (sent) {
            sent.keep(0);
            if (!isGone()) {
                sent.take(bytes);
            }
        }
    }

    private void release() {
        synchronized (sent) {
            sent.keep(0);
        }
    }

    /** Results may be of a user's class, which says itself what is equal to it. */
    private static boolean isSame(AnswerRow row, AnswerRow sent, LiveSeries wanted) {
        try {
            return row.equals(sent);
        } catch (Throwable thrown) {
            throw UserCode.cannotAnswer(thrown, wanted.definition().place());
        }
    }

    private static void event(ByteArrayOutputStream into, String name, byte[] json) {
        into.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        into.writeBytes(json);
        into.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    }

    /** Says that it is still there, if it has said nothing for so long; whatever its answer waits for. */
    void heartbeat(long silenceNanos) {
        synchronized (outgoing) {
            if (isEnded || isWriting || System.nanoTime() - lastWriteNanos <= silenceNanos) {
                return;
            }
        }
        write(HEARTBEAT);
    }

    /** Whether something has been on its way for so long. */
    boolean isSlow(long nanos) {
        synchronized (outgoing) {
            return isWriting && System.nanoTime() - lastWriteNanos > nanos;
        }
    }

    /** Ends the stream from this side, with the reason. What is under way is sent before. */
    void end(Problem problem) {
        ByteArrayOutputStream last = new ByteArrayOutputStream();
        event(last, "problem", Json.bytes(problem::write));
        synchronized (outgoing) {
            if (isEnded) {
                return;
            }
            outgoing.add(last.toByteArray());
            isEnded = true;
        }
        release();
        writeNext();
    }

    /** Ends the stream from this side. */
    void end() {
        synchronized (outgoing) {
            isEnded = true;
            outgoing.clear();
            if (isDone) {
                return;
            }
            isDone = true;
        }
        release();
        callback.succeeded();
    }

    private void write(byte[] bytes) {
        synchronized (outgoing) {
            if (isEnded) {
                return;
            }
            outgoing.add(bytes);
        }
        writeNext();
    }

    private void writeNext() {
        byte[] next;
        boolean isLast;
        synchronized (outgoing) {
            if (isWriting || isDone) {
                return;
            }
            next = outgoing.poll();
            isLast = isEnded && outgoing.isEmpty();
            isDone = isLast;
            isWriting = next != null;
            lastWriteNanos = System.nanoTime();
        }
        if (isLast) {
            response.write(true, next == null ? null : ByteBuffer.wrap(next), callback);
        } else if (next != null) {
            response.write(false, ByteBuffer.wrap(next), Callback.from(this::written, this::fail));
        }
    }

    private void written() {
        boolean isMore;
        synchronized (outgoing) {
            isWriting = false;
            isMore = !outgoing.isEmpty();
        }
        if (isMore) {
            writeNext();
        }
    }

    /** Ends the stream as it is, and the connection with it. */
    void fail(Throwable fault) {
        synchronized (outgoing) {
            isEnded = true;
            if (isDone) {
                return;
            }
            isDone = true;
        }
        release();
        callback.failed(fault);
    }
}
