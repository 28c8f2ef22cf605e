package io.tidemark.batch.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.seam.Beginnings;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.Since;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where each topic's log began for us, below a root: {@code since/<topic>.json}, created only if absent, so that of several
 * processes at first sight of a topic one writes it and the others read what it wrote. By the topic's name and not its id:
 * a topic that was re-created meets what the old one left, and is refused before anything of it is read. Safe for use by
 * many threads.
 */
public final class FileBeginnings implements Beginnings {
    private static final String DIRECTORY = "since";
    private static final int FORMAT = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Storage storage;
    /** What was found: it never changes. What is not there may come at any time, and is asked for again. */
    private final Map<String, Since> known = new ConcurrentHashMap<>();

    private record Document(
            int format, String topic, String clusterId, String topicId, SortedMap<Integer, Long> partitions) {}

    public FileBeginnings(Storage storage) {
        this.storage = storage;
    }

    @Override
    public Optional<Since> of(String topic) throws IOException {
        try {
            return find(topic);
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * As {@link #of}, for the batch layer.
     *
     * @throws StorageException if the storage cannot be read at present
     */
    public Optional<Since> find(String topic) {
        Since before = known.get(topic);
        if (before != null) {
            return Optional.of(before);
        }
        String path = path(topic);
        if (!storage.exists(path)) {
            return Optional.empty();
        }
        Since found = read(storage.read(path), path);
        known.put(topic, found);
        return Optional.of(found);
    }

    @Override
    public Since begin(Since since) throws IOException {
        try {
            storage.createIfAbsent(path(since.topic()), write(since));
            return find(since.topic()).orElseThrow(() -> new IOException(path(since.topic()) + " is gone"));
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static byte[] write(Since since) {
        SortedMap<Integer, Long> partitions = new TreeMap<>();
        since.offsets().offsets().forEach((partition, start) -> partitions.put(partition.partition(), start));
        LogId log = since.log();
        try {
            return MAPPER.writeValueAsBytes(
                    new Document(FORMAT, log.topic(), log.clusterId(), log.topicId(), partitions));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a beginning is made of plain values", e);
        }
    }

    private static Since read(byte[] json, String path) {
        try {
            Document document = MAPPER.readValue(json, Document.class);
            if (document.format() != FORMAT) {
                throw new IOException("has format " + document.format() + ", and this version reads " + FORMAT);
            }
            LogId log = new LogId(document.topic(), document.clusterId(), document.topicId());
            return Since.of(log, document.partitions());
        } catch (IOException | IllegalArgumentException e) {
            throw StorageException.damaged(path, "does not say where its topic began (" + e.getMessage() + ")", e);
        }
    }

    private static String path(String topic) {
        return DIRECTORY + "/" + topic + ".json";
    }
}
