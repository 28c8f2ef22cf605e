package io.tidemark.speed;

import io.tidemark.aggregator.Aggregator;
import io.tidemark.aggregator.EventPosition;
import io.tidemark.aggregator.ResultType;
import io.tidemark.aggregator.Trait;
import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import java.util.Set;

/** Counts visits, and blows when one of a certain time is merged: after the metrics before it have counted it. */
final class Fuse implements Aggregator<Visit, long[], Long> {
    static final long BLOWS_AT = 13;

    @Override
    public long[] create() {
        return new long[2];
    }

    @Override
    public void add(long[] count, Visit visit, EventPosition at) {
        count[0]++;
        count[1] = visit.at();
    }

    @Override
    public void merge(long[] into, long[] from) {
        if (from[1] == BLOWS_AT) {
            throw new AssertionError("blown");
        }
        into[0] += from[0];
    }

    @Override
    public Long result(long[] count) {
        return count[0];
    }

    @Override
    public void write(long[] count, ByteWriter out) {
        out.writeVarLong(count[0]);
    }

    @Override
    public long[] read(ByteReader in) {
        return new long[] {in.readVarLong(), 0};
    }

    @Override
    public ResultType resultType() {
        return ResultType.LONG;
    }

    @Override
    public String describe() {
        return "fuse";
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.EXACT);
    }
}
