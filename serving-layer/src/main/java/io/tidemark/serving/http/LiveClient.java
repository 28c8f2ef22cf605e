package io.tidemark.serving.http;

import io.tidemark.fold.GroupKey;
import io.tidemark.serving.merge.AnswerRow;
import io.tidemark.serving.merge.MergedAnswer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One who follows live: what was sent last, so that only what changed is sent next. One write is under way at a time; a
 * client that reads slowly misses steps in between and never holds up another. Stepped by one thread.
 */
final class LiveClient {
    private static final int FLIPS_KEPT = 100;

    private final Optional<LiveSeries> series;
    private final Response response;
    private final Callback callback;
    /** True from the start, until the first line is out. */
    private final AtomicBoolean writing = new AtomicBoolean(true);

    private final AtomicBoolean ended = new AtomicBoolean();
    private final Queue<byte[]> flips = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Map<RowKey, AnswerRow> sentRows = new HashMap<>();
    private byte[] sentStatus = new byte[0];
    private byte[] sentProof = new byte[0];
    private long lastWriteNanos = System.nanoTime();

    private record RowKey(GroupKey group, long firstMillis) {}

    LiveClient(Optional<LiveSeries> series, Response response, Callback callback) {
        this.series = series;
        this.response = response;
        this.callback = callback;
    }

    /** Begins the stream. */
    void open() {
        response.write(
                false,
                ByteBuffer.wrap("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8)),
                Callback.from(() -> writing.set(false), this::fail));
    }

    boolean isGone() {
        return ended.get();
    }

    void flipped(String aggregation, byte[] flip) {
        boolean concerns =
                series.map(s -> s.definition().name().equals(aggregation)).orElse(true);
        if (concerns && flips.size() < FLIPS_KEPT) {
            flips.add(flip);
        }
    }

    /** Sends what has changed, if the last write is done. */
    void step(byte[] status, long heartbeatNanos) {
        if (ended.get() || !writing.compareAndSet(false, true)) {
            return;
        }
        out.reset();
        try {
            for (byte[] flip = flips.poll(); flip != null; flip = flips.poll()) {
                event("flip", flip);
            }
            if (!Arrays.equals(status, sentStatus)) {
                event("status", status);
                sentStatus = status;
            }
            series.ifPresent(this::series);
        } catch (ProblemException e) {
            event("problem", Json.bytes(e.problem()::write));
        }
        if (out.size() == 0 && System.nanoTime() - lastWriteNanos > heartbeatNanos) {
            out.writeBytes(": heartbeat\n\n".getBytes(StandardCharsets.UTF_8));
        }
        if (out.size() == 0) {
            writing.set(false);
            return;
        }
        lastWriteNanos = System.nanoTime();
        response.write(false, ByteBuffer.wrap(out.toByteArray()), Callback.from(() -> writing.set(false), this::fail));
    }

    private void series(LiveSeries wanted) {
        MergedAnswer answer = wanted.answer();
        Map<RowKey, AnswerRow> now = new HashMap<>();
        List<AnswerRow> changed = new ArrayList<>();
        for (AnswerRow row : answer.rows()) {
            RowKey key = new RowKey(row.group(), row.firstMillis());
            now.put(key, row);
            if (!row.equals(sentRows.get(key))) {
                changed.add(row);
            }
        }
        boolean isReset = sentProof.length == 0 || !now.keySet().containsAll(sentRows.keySet());
        byte[] proof = wanted.unchanging(answer.proof());
        if (isReset || !changed.isEmpty() || !Arrays.equals(proof, sentProof)) {
            event("series", wanted.event(answer, isReset ? answer.rows() : changed, isReset));
            sentRows = now;
            sentProof = proof;
        }
    }

    private void event(String name, byte[] json) {
        out.writeBytes(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(json);
        out.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private void fail(Throwable fault) {
        if (ended.compareAndSet(false, true)) {
            callback.failed(fault);
        }
    }

    /** Ends the stream from this side. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            callback.succeeded();
        }
    }
}
