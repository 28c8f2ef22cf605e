package io.tidemark.serving.http.json;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.manifest.AggregationView;
import io.tidemark.serving.flip.AsOf;
import io.tidemark.serving.merge.question.LeastAsOf;
import io.tidemark.serving.merge.question.LeastAsOf.OfTopic;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * What an answer is as of, as callers carry it from one answer to the next: opaque, and of the logs that it names.
 *
 * <pre>
 * | version, 1 | whether since is known, 1 | topics | each: name, fingerprint of the log, 8 | partitions |
 *   each: number, offset, since | ... | CRC-32C of all before, 4 |     in base64url; numbers are of variable length
 * </pre>
 *
 * <p>Whatever a later version puts in, the first byte is its number and the last four are the sum.
 */
public final class AsOfToken {
    private static final byte VERSION = 1;
    private static final int SUM_BYTES = 4;
    private static final String MEND = "give the asOfToken of an answer as it was";

    private AsOfToken() {}

    /** What keeps a token from being read. */
    public static final class UnreadableException extends Exception {
        private final String mend;

        UnreadableException(String fault, String mend) {
            super(fault);
            this.mend = mend;
        }

        /** What to do instead. */
        public String mend() {
            return mend;
        }
    }

    /** Of an answer. */
    static String write(AsOf asOf, AggregationView entry) {
        TreeMap<String, List<PartitionId>> topics = new TreeMap<>();
        asOf.positions().keySet().forEach(partition -> topics.computeIfAbsent(
                        partition.topic(), topic -> new ArrayList<>())
                .add(partition));
        boolean isSinceKnown = entry.isPublished() || !entry.since().offsets().isEmpty();
        ByteWriter out = new ByteWriter();
        out.writeByte(VERSION);
        out.writeBoolean(isSinceKnown);
        out.writeVarInt(topics.size());
        topics.forEach((topic, partitions) -> {
            out.writeString(topic);
            out.writeLong(LeastAsOf.fingerprint(partitions.get(0).log()));
            out.writeVarInt(partitions.size());
            partitions.forEach(partition -> write(partition, asOf, entry.since(), out));
        });
        out.writeInt(sum(out.array(), out.size()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toBytes());
    }

    private static void write(PartitionId partition, AsOf asOf, OffsetVector since, ByteWriter out) {
        out.writeVarInt(partition.partition());
        out.writeVarLong(asOf.positions().get(partition).offset());
        out.writeVarLong(since.at(partition));
    }

    /** @throws UnreadableException if it is none, or a later version's */
    public static LeastAsOf read(String text, Duration waitFor) throws UnreadableException {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            int end = bytes.length - SUM_BYTES;
            if (end < 1 || new ByteReader(bytes, end, SUM_BYTES).readInt() != sum(bytes, end)) {
                throw new UnreadableException("is no token of an answer, or not all of one", MEND);
            }
            if (bytes[0] != VERSION) {
                throw new UnreadableException(
                        "is a token of a newer version of Tidemark than this node's",
                        "ask a node of that version, or give the answer's asOf");
            }
            return read(new ByteReader(bytes, 1, end - 1), waitFor);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new UnreadableException("is no token of an answer", MEND);
        }
    }

    private static LeastAsOf read(ByteReader in, Duration waitFor) {
        boolean isSinceKnown = in.readBoolean();
        Map<String, OfTopic> topics = new TreeMap<>();
        for (int left = in.readVarInt(); left > 0; left--) {
            String topic = in.readString();
            long log = in.readLong();
            TreeMap<Integer, Long> offsets = new TreeMap<>();
            TreeMap<Integer, Long> since = new TreeMap<>();
            for (int partitions = in.readVarInt(); partitions > 0; partitions--) {
                int partition = in.readVarInt();
                offsets.put(partition, in.readVarLong());
                since.put(partition, in.readVarLong());
            }
            topics.put(
                    topic,
                    new OfTopic(Optional.of(log), offsets, isSinceKnown ? Optional.of(since) : Optional.empty()));
        }
        return new LeastAsOf(new TreeMap<>(topics), waitFor);
    }

    private static int sum(byte[] bytes, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, length);
        return (int) sum.getValue();
    }
}
