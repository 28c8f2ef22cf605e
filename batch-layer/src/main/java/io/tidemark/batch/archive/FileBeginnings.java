package io.tidemark.batch.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.codec.SummedJson;
import io.tidemark.columns.read.RowFileReader;
import io.tidemark.fault.FaultException;
import io.tidemark.log.LogMismatchException;
import io.tidemark.seam.Beginnings;
import io.tidemark.tidemark.EndedLog;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.Since;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where each topic's log began for us, below a root: {@code since/<topic>.json}, created only if absent, so that of several
 * processes at first sight of a topic one writes it and the others read what it wrote. By the topic's name and not its id:
 * a topic that was re-created meets what the old one left, and is refused before anything of it is read. Safe for use by
 * many threads.
 *
 * <p>Before the first of all is written, {@code installation.json} says in which cluster the installation is that has the root,
 * created only if absent too: of two that begin on an empty root at once one is first, and the other is refused.
 *
 * <p>Once somebody has said that a log has ended, {@code logs/<topic>/2.json} says where, and where the one in its place begins;
 * and so on. Whoever is at work on the root has to be begun anew then.
 *
 * <p>It is written before anything is archived. Where something is archived and it is not there, it was lost, or a former
 * version never wrote it; then nothing is told and nothing is written, since it would be a later beginning.
 */
public final class FileBeginnings implements Beginnings {
    /** The first topic of the installation that has the root, for as long as it has a topic. */
    public static final String INSTALLATION = "installation.json";

    private static final String DIRECTORY = "since";
    private static final String ENDING = ".json";
    private static final String LATER = "logs";
    private static final int FORMAT = 2;
    /** Which only lacks what it adds up to. */
    private static final int FORMAT_BEFORE = 1;

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

    /** @param id of this one attempt to write it */
    private record Claim(int format, String id, String topic, String clusterId, String topicId) {}

    /**
     * @param partitions where the log begins that took the place of another
     * @param formerEnds where the archive of the other ends
     */
    private record Succession(
            int format,
            String topic,
            String clusterId,
            String topicId,
            SortedMap<Integer, Long> partitions,
            String formerClusterId,
            String formerTopicId,
            SortedMap<Integer, Long> formerEnds) {}

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
        if (!found.topic().equals(topic)) {
            throw StorageException.damaged(path, "is that of topic \"" + found.topic() + "\"", null);
        }
        Since newest = withLater(found);
        known.put(topic, newest);
        return Optional.of(newest);
    }

    private Since withLater(Since first) {
        Since newest = first;
        for (int log = 2; storage.exists(path(first.topic(), log)); log++) {
            newest = after(newest, path(first.topic(), log));
        }
        return newest;
    }

    /**
     * Says that the log of a topic that was read so far has ended, and where the one in its place begins. All processes that
     * are at work on the root have to be begun anew: what they were told before holds for them until then.
     *
     * @return false, with nothing changed, if somebody else has said so meanwhile
     */
    public boolean succeed(Since next) {
        EndedLog former = next.ended().get(next.ended().size() - 1);
        LogId log = next.log();
        boolean isFirst = storage.createIfAbsent(
                path(next.topic(), next.ended().size() + 1),
                summed(new Succession(
                        FORMAT,
                        log.topic(),
                        log.clusterId(),
                        log.topicId(),
                        starts(next),
                        former.log().clusterId(),
                        former.log().topicId(),
                        former.ends())));
        known.remove(next.topic());
        return isFirst;
    }

    private Since after(Since before, String path) {
        Succession said = document(storage.read(path), path, Succession.class);
        LogId former = new LogId(said.topic(), said.formerClusterId(), said.formerTopicId());
        if (said.format() != FORMAT || !former.equals(before.log())) {
            throw StorageException.damaged(
                    path,
                    "says what came after the log with " + former.describe() + ", and the one before it has "
                            + before.log().describe(),
                    null);
        }
        List<EndedLog> ended = new ArrayList<>(before.ended());
        ended.add(new EndedLog(former, starts(before), said.formerEnds()));
        LogId log = new LogId(said.topic(), said.clusterId(), said.topicId());
        return new Since(log, Since.of(log, said.partitions()).offsets(), ended);
    }

    /**
     * @throws LostBeginningException if the topic's beginning was lost
     * @throws FormerFormatException if a former version archived the topic
     * @throws LogMismatchException if the root is another installation's
     */
    @Override
    public Since begin(Since since) throws IOException {
        try {
            requireNoneLost(since.topic());
            requireOneInstallation(since.log());
            storage.createIfAbsent(path(since.topic()), write(since));
            return find(since.topic()).orElseThrow(() -> new IOException(path(since.topic()) + " is gone"));
        } catch (StorageException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** An installation reads one cluster. Two would do one another's runs, and sweep what the other is at. */
    private void requireOneInstallation(LogId log) {
        Optional<LogId> other = Optional.empty();
        boolean isBegun = false;
        for (String path : storage.list(DIRECTORY)) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            isBegun |= name.endsWith(ENDING);
            if (name.endsWith(ENDING) && !name.equals(log.topic() + ENDING)) {
                Optional<LogId> known = log(name.substring(0, name.length() - ENDING.length()));
                if (known.isPresent() && known.get().clusterId().equals(log.clusterId())) {
                    return;
                }
                other = other.or(() -> known);
            }
        }
        if (!isBegun) {
            other = Optional.of(first(log)).filter(held -> !held.clusterId().equals(log.clusterId()));
        }
        other.ifPresent(held -> {
            throw LogMismatchException.otherInstallation(storage.root().toString(), log, held);
        });
    }

    /** Whose root it is that has no topic yet: another one may see the same at this moment, and one of the two is first. */
    private LogId first(LogId log) {
        String id = UUID.randomUUID().toString();
        storage.createIfAbsent(
                INSTALLATION, summed(new Claim(FORMAT, id, log.topic(), log.clusterId(), log.topicId())));
        Claim first = document(storage.read(INSTALLATION), INSTALLATION, Claim.class);
        return new LogId(first.topic(), first.clusterId(), first.topicId());
    }

    /** The log of a topic that is read at present; empty if its beginning is damaged, which is that topic's fault alone. */
    private Optional<LogId> log(String topic) {
        try {
            return find(topic).map(Since::log);
        } catch (StorageException damaged) {
            if (damaged.passesByItself()) {
                throw damaged;
            }
            return Optional.empty();
        }
    }

    /**
     * Says so if a topic whose beginning is not known has an archive.
     *
     * @throws LostBeginningException if its beginning was lost
     * @throws FormerFormatException if a former version archived it, which wrote none
     */
    void requireNoneLost(String topic) {
        for (String chain : storage.directories(ArchivePaths.topic(topic))) {
            if (ChainPaths.of(topic, chain).isPresent()) {
                storage.list(chain).stream()
                        .filter(ArchivePaths::isOfChain)
                        .findFirst()
                        .ifPresent(file -> requireNoneLost(topic, file));
            }
        }
    }

    private void requireNoneLost(String topic, String archived) {
        // Looked for once more, and after the file: whoever was first at the topic meanwhile wrote it before the file.
        if (storage.exists(path(topic))) {
            return;
        }
        try {
            Link.of(archived, RowFileReader.footer(storage.input(archived)));
        } catch (IOException | RuntimeException e) {
            if (e instanceof FaultException named) {
                throw named;
            }
            throw StorageException.reading(archived, e);
        }
        throw new LostBeginningException(path(topic), topic, archived.substring(0, archived.lastIndexOf('/')));
    }

    private static byte[] write(Since since) {
        LogId log = since.log();
        return summed(new Document(FORMAT, log.topic(), log.clusterId(), log.topicId(), starts(since)));
    }

    private static SortedMap<Integer, Long> starts(Since since) {
        SortedMap<Integer, Long> partitions = new TreeMap<>();
        since.offsets().offsets().forEach((partition, start) -> partitions.put(partition.partition(), start));
        return partitions;
    }

    private static byte[] summed(Object document) {
        try {
            return SummedJson.write(MAPPER.writeValueAsBytes(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a beginning is made of plain values", e);
        }
    }

    private static Since read(byte[] json, String path) {
        Document document = document(json, path, Document.class);
        if (document.format() != (SummedJson.isOn(json) ? FORMAT : FORMAT_BEFORE)) {
            throw unknown(path, "has format " + document.format() + ", and this version reads " + FORMAT, null);
        }
        return Since.of(new LogId(document.topic(), document.clusterId(), document.topicId()), document.partitions());
    }

    private static <D> D document(byte[] json, String path, Class<D> kind) {
        try {
            D document = MAPPER.readValue(SummedJson.isOn(json) ? SummedJson.read(json) : json, kind);
            if (document == null) {
                throw new IOException("null");
            }
            return document;
        } catch (IOException | IllegalArgumentException e) {
            throw unknown(path, e.getMessage(), e);
        }
    }

    private static StorageException unknown(String path, String why, Exception cause) {
        return StorageException.damaged(path, "does not say where its topic began (" + why + ")", cause);
    }

    private static String path(String topic) {
        return DIRECTORY + "/" + topic + ".json";
    }

    /** Of the log that took the place of another. */
    static String path(String topic, int log) {
        return LATER + "/" + topic + "/" + log + ".json";
    }
}
