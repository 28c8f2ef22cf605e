package io.tidemark.kafka;

import io.tidemark.event.head.RecordHead;
import io.tidemark.log.LogBatch;
import io.tidemark.tidemark.PartitionId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.header.Header;

/** The records of one partition from one poll, their values still in the buffers they were fetched into. */
final class KafkaBatch implements LogBatch {
    private final PartitionId partition;
    private final long first;
    private final long end;
    private final int endLeaderEpoch;
    private final List<ConsumerRecord<byte[], ByteBuffer>> records;

    KafkaBatch(
            PartitionId partition,
            long first,
            OffsetAndMetadata end,
            List<ConsumerRecord<byte[], ByteBuffer>> records) {
        this.partition = partition;
        this.first = first;
        this.end = end.offset();
        this.endLeaderEpoch = end.leaderEpoch().orElse(-1);
        this.records = records;
    }

    @Override
    public PartitionId partition() {
        return partition;
    }

    @Override
    public long first() {
        return first;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public int endLeaderEpoch() {
        return endLeaderEpoch;
    }

    @Override
    public int size() {
        return records.size();
    }

    @Override
    public long offset(int index) {
        return records.get(index).offset();
    }

    @Override
    public long timestampMillis(int index) {
        return records.get(index).timestamp();
    }

    @Override
    public int leaderEpoch(int index) {
        return records.get(index).leaderEpoch().orElse(-1);
    }

    /** {@link #start} takes the offset in the array into account. */
    @Override
    @SuppressWarnings("ByteBufferBackingArray")
    public byte[] bytes(int index) {
        ByteBuffer value = records.get(index).value();
        return value == null ? null : value.array();
    }

    @Override
    public RecordHead head(int index) {
        ConsumerRecord<byte[], ByteBuffer> record = records.get(index);
        List<RecordHead.Entry> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new RecordHead.Entry(header.key(), header.value()));
        }
        return new RecordHead(record.key(), headers);
    }

    @Override
    public int start(int index) {
        ByteBuffer value = records.get(index).value();
        return value == null ? 0 : value.arrayOffset() + value.position();
    }

    @Override
    public int length(int index) {
        ByteBuffer value = records.get(index).value();
        return value == null ? -1 : value.remaining();
    }
}
