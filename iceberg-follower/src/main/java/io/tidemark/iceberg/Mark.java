package io.tidemark.iceberg;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.manifest.Gap;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;

/**
 * What the summary of a snapshot says of the manifest that it shows.
 *
 * <pre>
 * tidemark.manifest   42
 * tidemark.version    the fingerprint of the definition that made the view
 * tidemark.offsets    {"cluster/topic id/topic":{"0":1200,"1":1174}}: the rows are those of the records below
 * tidemark.gaps       {"cluster/topic id/topic":{"0":[[17,20]]}}: but for these, which are lost; absent if there are none
 * </pre>
 *
 * @param says all but the manifest's number, by key
 */
record Mark(long manifest, SortedMap<String, String> says) {
    static final String MANIFEST = "tidemark.manifest";
    static final String VERSION = "tidemark.version";
    static final String OFFSETS = "tidemark.offsets";
    static final String GAPS = "tidemark.gaps";

    private static final JsonMapper MAPPER = new JsonMapper();

    static Mark of(long manifest, String version, Map<PartitionId, LogPosition> positions, List<Gap> gaps) {
        SortedMap<String, SortedMap<Integer, Long>> offsets = new TreeMap<>();
        positions.forEach((partition, position) -> offsets.computeIfAbsent(log(partition), log -> new TreeMap<>())
                .put(partition.partition(), position.offset()));
        SortedMap<String, SortedMap<Integer, List<List<Long>>>> lost = new TreeMap<>();
        gaps.forEach(gap -> lost.computeIfAbsent(log(gap.partition()), log -> new TreeMap<>())
                .computeIfAbsent(gap.partition().partition(), partition -> new java.util.ArrayList<>())
                .add(List.of(gap.offsets().first(), gap.offsets().end())));
        SortedMap<String, String> says = new TreeMap<>();
        says.put(VERSION, version);
        says.put(OFFSETS, json(offsets));
        if (!lost.isEmpty()) {
            says.put(GAPS, json(lost));
        }
        return new Mark(manifest, says);
    }

    /** Empty if it is not one of ours. */
    static Optional<Mark> of(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        String number = summary.getOrDefault(MANIFEST, "");
        if (!number.matches("[0-9]{1,18}") || !summary.containsKey(VERSION)) {
            return Optional.empty();
        }
        SortedMap<String, String> says = new TreeMap<>();
        for (String key : List.of(VERSION, OFFSETS, GAPS)) {
            if (summary.containsKey(key)) {
                says.put(key, summary.get(key));
            }
        }
        return Optional.of(new Mark(Long.parseLong(number), says));
    }

    String version() {
        return says.get(VERSION);
    }

    private static String log(PartitionId partition) {
        return partition.log().clusterId() + "/" + partition.log().topicId() + "/" + partition.topic();
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("offsets are plain numbers", e);
        }
    }
}
