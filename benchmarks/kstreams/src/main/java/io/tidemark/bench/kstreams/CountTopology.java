package io.tidemark.bench.kstreams;

import io.tidemark.bench.measure.Event;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.WindowStore;

/** The query: views per campaign and window, in a window store on RocksDB. */
final class CountTopology {
    static final String STORE = "counts";

    private CountTopology() {}

    /** Reads the event time out of the event. */
    public static final class EventTime implements TimestampExtractor {
        @Override
        public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
            return ((Event) record.value()).time();
        }
    }

    /** The same in sessions. */
    static Topology sessions(
            String topic, Map<String, String> ads, Duration gap, Duration grace, Runnable onEvent, Runnable onUpdate) {
        StreamsBuilder builder = new StreamsBuilder();
        views(builder, topic, ads, onEvent)
                .windowedBy(SessionWindows.ofInactivityGapAndGrace(gap, grace))
                .aggregate(
                        () -> 0L,
                        (campaign, one, count) -> {
                            onUpdate.run();
                            return count + one;
                        },
                        (campaign, left, right) -> left + right,
                        Materialized.<String, Long, SessionStore<Bytes, byte[]>>as(STORE)
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.Long())
                                .withRetention(Duration.ofHours(2).plus(grace)));
        return builder.build();
    }

    private static KGroupedStream<String, Integer> views(
            StreamsBuilder builder, String topic, Map<String, String> ads, Runnable onEvent) {
        Serde<Event> eventSerde = Serdes.serdeFrom(
                (t, event) -> {
                    throw new UnsupportedOperationException();
                },
                (t, json) -> {
                    onEvent.run();
                    return Event.parse(json);
                });
        return builder.stream(
                        topic, Consumed.with(Serdes.ByteArray(), eventSerde).withTimestampExtractor(new EventTime()))
                .filter((key, event) -> event.isView())
                .map((key, event) -> KeyValue.pair(ads.get(event.adId()), 1))
                .groupByKey(Grouped.with(Serdes.String(), Serdes.Integer()));
    }

    /**
     * Builds the query.
     *
     * @param ads ad id to campaign id
     * @param size size of a window
     * @param advance its advance, the size for tumbling windows
     * @param onEvent called for every event read
     * @param onUpdate called for every update of a window's count
     */
    static Topology build(
            String topic,
            Map<String, String> ads,
            Duration size,
            Duration advance,
            Duration grace,
            Runnable onEvent,
            Runnable onUpdate) {
        StreamsBuilder builder = new StreamsBuilder();
        views(builder, topic, ads, onEvent)
                .windowedBy(TimeWindows.ofSizeAndGrace(size, grace).advanceBy(advance))
                .aggregate(
                        () -> 0L,
                        (campaign, one, count) -> {
                            onUpdate.run();
                            return count + one;
                        },
                        Materialized.<String, Long, WindowStore<Bytes, byte[]>>as(STORE)
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.Long())
                                .withRetention(size.plus(grace)));
        return builder.build();
    }
}
