package io.tidemark.seam;

import io.tidemark.fault.Fault;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.stream.Quarantined;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a speed node fares.
 *
 * @param partitions one for each aggregation and partition it owns
 * @param quarantinedRecords how many records were quarantined since the state was begun
 * @param quarantine the newest of them
 * @param tombstones how many records without a value were passed since the state was begun: they are no bad records
 * @param faults what keeps the node, or a part of it, from going on; empty when all is well
 * @param self what the node computes, and by which clock
 */
public record RealtimeStatus(
        String node,
        List<PartitionStatus> partitions,
        long quarantinedRecords,
        List<Quarantined> quarantine,
        long tombstones,
        List<Fault> faults,
        Self self) {
    public RealtimeStatus {
        // A node of a former version does not tell.
        self = self == null ? Self.UNTOLD : self;
    }

    /** One that does not tell of itself. */
    public RealtimeStatus(
            String node,
            List<PartitionStatus> partitions,
            long quarantinedRecords,
            List<Quarantined> quarantine,
            long tombstones,
            List<Fault> faults) {
        this(node, partitions, quarantinedRecords, quarantine, tombstones, faults, Self.UNTOLD);
    }

    /** The same of a node whose clock shows a time. */
    public RealtimeStatus at(long clockMillis) {
        return new RealtimeStatus(
                node,
                partitions,
                quarantinedRecords,
                quarantine,
                tombstones,
                faults,
                new Self(self.definitions(), clockMillis));
    }

    /**
     * What a node tells of itself.
     *
     * @param definitions the fingerprint of each aggregation that it computes, by name; empty if it does not tell
     * @param clockMillis what its wall clock shows; -1 if it does not tell
     */
    public record Self(Map<String, String> definitions, long clockMillis) {
        public static final Self UNTOLD = new Self(Map.of(), -1);
        /** By so much clocks may differ: answers do not depend on them, but who compares logs does. */
        private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

        public Self {
            definitions = definitions == null ? Map.of() : Map.copyOf(definitions);
        }

        /** What of a model it does not compute, in words; empty if there is nothing of that, or it does not tell. */
        public Optional<String> otherThan(Model model) {
            List<String> others = model.aggregations().stream()
                    .filter(definition -> !definition.fingerprint().equals(definitions.get(definition.name())))
                    .map(this::difference)
                    .toList();
            return definitions.isEmpty() || others.isEmpty()
                    ? Optional.empty()
                    : Optional.of("computes another model, so it answers nothing of " + String.join(", ", others));
        }

        private String difference(AggregationDefinition<?> definition) {
            String told = definitions.get(definition.name());
            return "\"" + definition.name() + "\" "
                    + (told == null
                            ? "(which it has not)"
                            : "(of definition " + told + ", not " + definition.fingerprint() + ")");
        }

        /** How far its clock is off another, in words; empty if that is little, or it does not tell. */
        public Optional<String> clockOffAt(long millis) {
            Duration off = Duration.ofMillis(clockMillis - millis);
            return clockMillis < 0 || off.abs().compareTo(CLOCKS_DIFFER) < 0
                    ? Optional.empty()
                    : Optional.of("its clock is " + off.abs().toSeconds() + " s "
                            + (off.isNegative() ? "behind" : "ahead of") + " the one here");
        }
    }

    /**
     * One partition as one aggregation sees it.
     *
     * @param position the offset up to which records are folded; 0 while its state cannot be opened
     * @param logEnd the offset after the newest record, as just heard; -1 if nobody knows, as while the log does not answer, or
     *     while the state cannot be opened: how much is not folded is not known then, and the log may be another than was read
     * @param logClockMillis the log clock at {@code position}
     * @param epochs how many epochs are held
     * @param rows how many partials are held in memory
     * @param replaying progress from 0 to 1 of a replay that runs beside; 1 when none does, and 0 while it waits for what its
     *     operator has to know
     * @param faults what keeps it from going on; empty while it does
     */
    public record PartitionStatus(
            String aggregation,
            String topic,
            int partition,
            long position,
            long logEnd,
            long logClockMillis,
            int epochs,
            long rows,
            double replaying,
            List<Fault> faults) {

        /** One that goes on. */
        public PartitionStatus(
                String aggregation,
                String topic,
                int partition,
                long position,
                long logEnd,
                long logClockMillis,
                int epochs,
                long rows,
                double replaying) {
            this(aggregation, topic, partition, position, logEnd, logClockMillis, epochs, rows, replaying, List.of());
        }

        /** How many records are in the log and not folded; empty if the log's end is not known. */
        public OptionalLong lag() {
            return logEnd < 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, logEnd - position));
        }

        public OptionalLong knownLogEnd() {
            return logEnd < 0 ? OptionalLong.empty() : OptionalLong.of(logEnd);
        }
    }
}
