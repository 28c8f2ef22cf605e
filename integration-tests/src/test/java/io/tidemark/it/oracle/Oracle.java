package io.tidemark.it.oracle;

import io.tidemark.event.DecodeException;
import io.tidemark.event.head.RecordHead;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.stream.StreamDecoder;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.PlainFold;
import io.tidemark.testkit.PlainFold.Cell;
import io.tidemark.testkit.PlainFold.Session;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The plain fold of one aggregation below any vector; quick while vectors grow. Owned by one thread. */
final class Oracle<E> {
    private final AggregationDefinition<E> definition;
    private final LogCopy log;
    private final Map<String, Reading<?>> readings = new TreeMap<>();
    private final TreeMap<PartitionId, Integer> folded = new TreeMap<>();
    private OffsetVector at = OffsetVector.ZERO;
    private PlainFold<E> fold;
    private Map<Cell, List<Object>> results;

    Oracle(AggregationDefinition<E> definition, LogCopy log) {
        this.definition = definition;
        this.log = log;
        definition.input().sources().forEach(source -> readings.put(source.topic(), new Reading<>(source.stream())));
        startAnew();
    }

    /** Every cell that records below {@code asOf} make. */
    Map<Cell, List<Object>> below(OffsetVector asOf) {
        if (!asOf.covers(at)) {
            startAnew();
        }
        if (!asOf.equals(at)) {
            asOf.offsets().forEach(this::advance);
            at = asOf;
            results = fold.results();
        }
        return results;
    }

    /** Every session that they make. */
    Map<Session, List<Object>> sessionsBelow(OffsetVector asOf) {
        below(asOf);
        return fold.sessions();
    }

    private void startAnew() {
        fold = new PlainFold<>(definition);
        results = fold.results();
        folded.clear();
        at = OffsetVector.ZERO;
    }

    private static RecordHead head(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHead.Entry> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new RecordHead.Entry(header.key(), header.value())));
        return new RecordHead(record.key(), headers);
    }

    private void advance(PartitionId partition, long end) {
        List<ConsumerRecord<byte[], byte[]>> records = log.below(partition, end);
        int next = folded.getOrDefault(partition, 0);
        while (next < records.size() && records.get(next).offset() < end) {
            add(records.get(next++));
        }
        folded.put(partition, next);
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        readings.get(record.topic()).add(record);
    }

    /** Of one stream. */
    private final class Reading<S> {
        private final StreamDefinition<S> stream;
        private final StreamDecoder<S> decoder;

        Reading(StreamDefinition<S> stream) {
            this.stream = stream;
            this.decoder = new StreamDecoder<>(stream);
        }

        void add(ConsumerRecord<byte[], byte[]> record) {
            byte[] value = record.value();
            try {
                S event = decoder.decode(value, 0, value == null ? 0 : value.length, head(record), record.timestamp());
                fold.take(stream, event, decoder.eventTimeMillis(), record.partition(), record.offset(), 0);
            } catch (DecodeException quarantined) {
                // Such a record counts nowhere.
                return;
            }
        }
    }
}
