package io.tidemark.speed.handover;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.manifest.ViewId;
import io.tidemark.speed.state.PartitionState;
import io.tidemark.speed.state.PartitionState.Standing;
import io.tidemark.tidemark.OffsetRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * From which tidemark to where a partition's owner answers each aggregation, in few bytes. An aggregation that it does not
 * answer from its newest tidemark on is not in it.
 *
 * <pre>
 * | version, 1 | each: hashes of the view's name and fingerprint, 4 + 4 | tidemark | offsets from there on | ...
 * </pre>
 */
public final class StandingWord {
    /** Nothing was said. */
    static final StandingWord NONE = new StandingWord(Map.of());

    private static final byte VERSION = 2;

    private final Map<Long, OffsetRange> answered;

    private StandingWord(Map<Long, OffsetRange> answered) {
        this.answered = Map.copyOf(answered);
    }

    /** What the owner of a partition says of it. Asked by the writing thread. */
    public static byte[] of(PartitionState<?> state) {
        ByteWriter out = new ByteWriter();
        out.writeByte(VERSION);
        for (Standing standing : state.standings()) {
            standing.answered().ifPresent(range -> {
                out.writeLong(hash(standing.definition().id()));
                out.writeVarLong(range.first());
                out.writeVarLong(range.end() - range.first());
            });
        }
        return out.toBytes();
    }

    /** What was said; nothing, if it is of a version that says it otherwise. */
    static StandingWord read(byte[] word) {
        Map<Long, OffsetRange> answered = new HashMap<>();
        try {
            ByteReader in = new ByteReader(word);
            if (in.readByte() != VERSION) {
                return NONE;
            }
            while (in.remaining() > 0) {
                long view = in.readLong();
                long first = in.readVarLong();
                answered.put(view, new OffsetRange(first, first + in.readVarLong()));
            }
            return new StandingWord(answered);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException garbled) {
            return NONE;
        }
    }

    Optional<OffsetRange> about(ViewId view) {
        return Optional.ofNullable(answered.get(hash(view)));
    }

    private static long hash(ViewId view) {
        return (long) view.name().hashCode() << Integer.SIZE
                | (view.fingerprint().hashCode() & 0xFFFF_FFFFL);
    }
}
