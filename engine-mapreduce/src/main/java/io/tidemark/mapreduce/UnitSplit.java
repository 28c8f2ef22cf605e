package io.tidemark.mapreduce;

import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.engine.order.WorkUnit;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.mapreduce.InputSplit;

/** A unit as what a map task is given. */
final class UnitSplit extends InputSplit implements Writable {
    private byte[] unit;
    private long rows;

    /** For Hadoop, which then calls {@link #readFields}. */
    UnitSplit() {}

    UnitSplit(WorkUnit unit) {
        this.unit = WorkJson.write(unit);
        this.rows = unit.rows();
    }

    WorkUnit unit() {
        return WorkJson.read(unit, WorkUnit.class);
    }

    /** By which Hadoop starts the longest first. */
    @Override
    public long getLength() {
        return rows;
    }

    @Override
    public String[] getLocations() {
        return new String[0];
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeLong(rows);
        out.writeInt(unit.length);
        out.write(unit);
    }

    @Override
    public void readFields(DataInput in) throws IOException {
        rows = in.readLong();
        unit = new byte[in.readInt()];
        in.readFully(unit);
    }
}
