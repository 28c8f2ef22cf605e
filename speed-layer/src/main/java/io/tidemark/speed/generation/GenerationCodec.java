package io.tidemark.speed.generation;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.List;

/** What the store remembers of a generation: whose it is, what it covers, and its segments. */
public final class GenerationCodec {
    private static final int VERSION = 4;
    /** Of the same layout: one that is not primed yet. */
    private static final int UNPRIMED = 5;

    private GenerationCodec() {}

    /** A segment as it is stored. */
    public record StoredSegment(int id, long epoch, long firstRecord, long lastRecord) {}

    /**
     * A generation as it is stored.
     *
     * @param isPrimed whether its operator knows what it has to, if it has one
     * @param epochs in which its places were read; at least one
     * @param nextSegment the id of the segment to come: one that was given away once never comes again
     */
    public record Stored(
            String aggregation,
            String fingerprint,
            PartitionId partition,
            long intervalMillis,
            long start,
            LogPosition position,
            boolean isPrimed,
            List<ReadEpochs.Span> epochs,
            int nextSegment,
            List<StoredSegment> segments) {}

    static void write(Stored stored, ByteWriter out) {
        out.writeByte(stored.isPrimed() ? VERSION : UNPRIMED);
        out.writeString(stored.aggregation());
        out.writeString(stored.fingerprint());
        out.writeString(stored.partition().topic());
        out.writeString(stored.partition().log().clusterId());
        out.writeString(stored.partition().log().topicId());
        out.writeVarInt(stored.partition().partition());
        out.writeVarLong(stored.intervalMillis());
        out.writeVarLong(stored.start());
        stored.position().write(out);
        out.writeVarInt(stored.epochs().size());
        for (ReadEpochs.Span span : stored.epochs()) {
            out.writeVarInt(span.epoch());
            out.writeVarLong(span.first());
            out.writeVarLong(span.last());
        }
        out.writeVarInt(stored.nextSegment());
        out.writeVarInt(stored.segments().size());
        for (StoredSegment segment : stored.segments()) {
            out.writeVarInt(segment.id());
            out.writeVarLong(segment.epoch());
            out.writeVarLong(segment.firstRecord());
            out.writeVarLong(segment.lastRecord());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IndexOutOfBoundsException or another {@link RuntimeException} if the bytes are damaged
     */
    public static Stored read(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.readByte();
        if (version != VERSION && version != UNPRIMED) {
            throw new IllegalStateException("layout version " + version + " is not " + VERSION);
        }
        String aggregation = in.readString();
        String fingerprint = in.readString();
        LogId log = new LogId(in.readString(), in.readString(), in.readString());
        PartitionId partition = new PartitionId(log, in.readVarInt());
        long intervalMillis = in.readVarLong();
        long start = in.readVarLong();
        LogPosition position = LogPosition.read(in);
        int spans = in.readVarInt();
        List<ReadEpochs.Span> epochs = new ArrayList<>();
        for (int i = 0; i < spans; i++) {
            epochs.add(new ReadEpochs.Span(in.readVarInt(), in.readVarLong(), in.readVarLong()));
        }
        int nextSegment = in.readVarInt();
        int count = in.readVarInt();
        List<StoredSegment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(new StoredSegment(in.readVarInt(), in.readVarLong(), in.readVarLong(), in.readVarLong()));
        }
        return new Stored(
                aggregation,
                fingerprint,
                partition,
                intervalMillis,
                start,
                position,
                version == VERSION,
                epochs,
                nextSegment,
                segments);
    }
}
