package io.tidemark.launcher.memory;

import static io.tidemark.launcher.memory.MemoryUse.Place.DIRECT;
import static io.tidemark.launcher.memory.MemoryUse.Place.HEAP;
import static io.tidemark.launcher.memory.MemoryUse.Place.NATIVE;

import io.tidemark.launcher.config.Key;
import io.tidemark.launcher.config.Keys;
import io.tidemark.launcher.config.Role;
import java.util.Optional;
import java.util.Set;

/** What a process uses memory for. A weight is a part of what is left of its place when the fixed uses have theirs. */
public enum MemoryUse {
    OWN_OBJECTS(HEAP, 0, Set.of(), null, "clients, threads, the model, lists of files and runs", "is fixed"),
    COLLECTOR(HEAP, 0, Set.of(), null, "room for the garbage collector, a fifth of the heap", "is kept free"),
    PARTIALS(
            HEAP,
            29,
            Set.of(Role.SPEED),
            Keys.SPEED_MEMORY,
            "partials of the realtime view",
            "they are written and evicted, and read from disk when asked for"),
    FLUSHES(HEAP, 6, Set.of(Role.SPEED), null, "partials on their way to disk", "they are written sooner"),
    FETCHES(
            HEAP,
            12,
            Set.of(Role.SPEED, Role.BATCH),
            null,
            "what Kafka's clients fetch ahead: `kafka.fetch.max.bytes` and `kafka.max.partition.fetch.bytes` follow from it",
            "less is fetched at once"),
    RUNS(
            HEAP,
            22,
            Set.of(Role.BATCH),
            Keys.BATCH_MEMORY,
            "rows of a batch run, three quarters, and the files that it reads and writes",
            "rows are spilled to disk, and merged; files have smaller row groups; what operators remember is refused (TM-RUN-018)"),
    ARCHIVE(
            HEAP,
            12,
            Set.of(Role.BATCH),
            Keys.ARCHIVE_MEMORY,
            "unfinished files of the archive",
            "the largest ends early"),
    BLOCKS(
            HEAP,
            5,
            Set.of(Role.SERVING),
            null,
            "rows of the batch view that were asked for lately",
            "the oldest are forgotten"),
    ANSWERS(
            HEAP,
            14,
            Set.of(Role.SERVING),
            null,
            "rows, texts and bodies of answers under way",
            "they wait for one another two seconds, then they are refused (TM-HTTP-033)"),
    TRANSFERS(DIRECT, 1, Set.of(), null, "buffers of the network and of files", "is refused by Java"),
    ALLOCATOR(
            NATIVE,
            0,
            Set.of(),
            null,
            "what the allocator keeps and cannot give back, and the collector's tables",
            "is fixed"),
    STATE(
            NATIVE,
            45,
            Set.of(Role.SPEED),
            Keys.SPEED_CACHE,
            "RocksDB's blocks, indexes, filters and write buffers of the realtime view",
            "blocks are read from disk again"),
    INDEX(
            NATIVE,
            30,
            Set.of(Role.SERVING),
            Keys.SERVING_CACHE,
            "RocksDB's blocks, indexes, filters and write buffers of the batch view",
            "blocks are read from disk again"),
    CODECS(NATIVE, 25, Set.of(Role.BATCH), null, "compressing and expanding files", "is fixed");

    /** Where memory is. */
    public enum Place {
        HEAP,
        DIRECT,
        NATIVE
    }

    final Place place;
    final int weight;
    final Set<Role> roles;
    private final Key<Optional<Long>> key;
    final String what;
    final String pastIt;

    MemoryUse(Place place, int weight, Set<Role> roles, Key<Optional<Long>> key, String what, String pastIt) {
        this.place = place;
        this.weight = weight;
        this.roles = roles;
        this.key = key;
        this.what = what;
        this.pastIt = pastIt;
    }

    /** The key that gives it bytes of its own. */
    Optional<Key<Optional<Long>>> key() {
        return Optional.ofNullable(key);
    }
}
