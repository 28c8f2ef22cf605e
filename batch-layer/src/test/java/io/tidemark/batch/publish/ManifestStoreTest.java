package io.tidemark.batch.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.manifest.AggregationView;
import io.tidemark.manifest.Horizon;
import io.tidemark.manifest.ListedArchive;
import io.tidemark.manifest.Manifest;
import io.tidemark.manifest.ManifestException;
import io.tidemark.manifest.ViewId;
import io.tidemark.testkit.ManualClock;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetVector;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.LogClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestStoreTest {
    private static final PartitionId P0 = new PartitionId(new LogId("t", "cluster", "id"), 0);

    @TempDir
    Path directory;

    private Storage storage;
    private ManifestStore store;

    @BeforeEach
    void open() {
        storage = Storage.at(directory.toString(), new Configuration());
        store = anotherProcess();
    }

    private ManifestStore anotherProcess() {
        return new ManifestStore(storage, new ManualClock(Instant.EPOCH));
    }

    private static AggregationView view(String aggregation, long offset) {
        return view(aggregation, "f", offset, Horizon.NONE);
    }

    private static AggregationView view(String aggregation, String fingerprint, long offset, Horizon horizon) {
        return new AggregationView(
                aggregation,
                fingerprint,
                OffsetVector.ZERO,
                Tidemark.of(Map.of(P0, new LogPosition(offset, LogClock.at(0), -1))),
                List.of(),
                List.of(),
                horizon,
                "run");
    }

    private static AggregationView plannedAt(Instant planned, String fingerprint, long offset) {
        return view("a", fingerprint, offset, new Horizon(planned.toEpochMilli(), Long.MIN_VALUE, new TreeMap<>()));
    }

    @Test
    void whatWasMountedInThePlaceOfTheStorageIsSeenForWhatItIs() throws Exception {
        Manifest first = store.publish(Manifest.NONE, view("a", 1)).orElseThrow();
        Path manifests = directory.resolve("manifests");
        Path aside = directory.resolve("aside");
        Files.move(manifests, aside);
        assertEquals(Manifest.NONE, store.newest());
        store.publish(store.newest(), view("b", 5)).orElseThrow();
        store.publish(store.newest(), view("b", 6)).orElseThrow();

        Files.move(manifests, directory.resolve("gone"));
        Files.move(aside, manifests);
        assertEquals(first, store.newest());
        Manifest second = store.publish(first, view("a", 2)).orElseThrow();
        assertEquals(second, anotherProcess().newest());
        assertEquals(second, store.newest());
        assertEquals(Set.of(view("a", 2).id()), second.views().keySet());
    }

    @Test
    void nothingPublishedIsNone() {
        assertEquals(Manifest.NONE, store.newest());
        assertTrue(store.manifest(1).isEmpty());
    }

    @Test
    void whatOneProcessPublishesAnotherSees() {
        ManifestStore other = anotherProcess();
        Manifest first = store.publish(Manifest.NONE, view("a", 1)).orElseThrow();
        assertEquals(1, first.number());
        assertEquals(first, other.newest());
        Manifest second = other.publish(first, view("a", 2)).orElseThrow();
        assertEquals(second, store.newest());
        assertEquals(first, store.manifest(1).orElseThrow());
    }

    @Test
    void aPublishOfAnotherAggregationOnlyTakesTheNumber() {
        Manifest base = store.newest();
        store.publish(base, view("a", 1));
        Manifest second = anotherProcess().publish(base, view("b", 5)).orElseThrow();
        assertEquals(2, second.number());
        assertEquals(
                List.of(new ViewId("a", "f"), new ViewId("b", "f")),
                List.copyOf(second.views().keySet()));
    }

    @Test
    void versionsOfAnAggregationDoNotTakeOneAnothersPlace() {
        Manifest base =
                store.publish(Manifest.NONE, view("a", "old", 1, Horizon.NONE)).orElseThrow();
        store.publish(base, view("a", "new", 5, Horizon.NONE)).orElseThrow();
        Manifest third = anotherProcess()
                .publish(base, view("a", "old", 2, Horizon.NONE))
                .orElseThrow();
        assertEquals(2, third.viewOrEmpty(new ViewId("a", "old")).tidemark().offset(P0));
        assertEquals(5, third.viewOrEmpty(new ViewId("a", "new")).tidemark().offset(P0));
        assertEquals(2, third.versions("a").size());
    }

    @Test
    void aVersionThatNobodyPublishesAnyMoreIsDropped() {
        Instant now = Instant.parse("2026-01-31T00:00:00Z");
        ManifestStore kept = new ManifestStore(
                storage, new ManualClock(now), new KeepSettings(10, Duration.ofDays(1), Duration.ofDays(7)));
        Manifest base = kept.publish(Manifest.NONE, plannedAt(now.minus(Duration.ofDays(8)), "oldest", 1))
                .orElseThrow();
        base = kept.publish(base, plannedAt(now.minus(Duration.ofDays(6)), "old", 2))
                .orElseThrow();
        assertEquals(2, base.versions("a").size(), "it is not yet known whether it follows");
        base = kept.publish(base, plannedAt(now.minus(Duration.ofDays(6)), "old", 3))
                .orElseThrow();
        assertEquals(List.of(new ViewId("a", "old")), List.copyOf(base.views().keySet()));
        base = kept.publish(base, plannedAt(now, "new", 4)).orElseThrow();
        base = kept.publish(base, plannedAt(now, "new", 5)).orElseThrow();
        assertEquals(2, base.versions("a").size());
    }

    @Test
    void aVersionThatStandsWhereTheOtherStoodWhileTheTopicWasSilentIsNotDropped() {
        Instant now = Instant.parse("2026-01-31T00:00:00Z");
        Instant before = now.minus(Duration.ofDays(20));
        ManifestStore kept = new ManifestStore(
                storage, new ManualClock(now), new KeepSettings(10, Duration.ofDays(1), Duration.ofDays(7)));
        List<AggregationView> both = List.of(plannedAt(before, "one", 5), plannedAt(before, "another", 5));
        Manifest base = kept.publish(Manifest.NONE, both).manifest();
        base = kept.publish(base, plannedAt(now, "one", 6)).orElseThrow();
        assertEquals(both.get(1), base.viewOrEmpty(both.get(1).id()));
        base = kept.publish(base, plannedAt(now, "another", 6)).orElseThrow();
        assertEquals(2, base.versions("a").size());
    }

    @Test
    void aRunPublishesOneManifestAndLeavesOutWhatOthersHaveChanged() {
        Manifest base = store.publish(Manifest.NONE, List.of(view("a", 1), view("b", 1), view("c", 1)))
                .manifest();
        assertEquals(1, base.number());
        anotherProcess().publish(base, view("b", 2));
        ManifestStore.Published published = store.publish(base, List.of(view("a", 3), view("b", 3)));
        assertEquals(Set.of(new ViewId("b", "f")), published.superseded());
        assertEquals(3, published.manifest().number());
        assertEquals(view("a", 3), published.manifest().viewOrEmpty(new ViewId("a", "f")));
        assertEquals(view("b", 2), published.manifest().viewOrEmpty(new ViewId("b", "f")));
        assertEquals(view("c", 1), published.manifest().viewOrEmpty(new ViewId("c", "f")));
    }

    @Test
    void aTopicWhoseListsCannotBeReadHoldsUpNoViewAndNoOtherTopic() {
        ListedArchive longer = new ListedArchive(
                new TreeMap<>(Map.of(P0, ListedArchive.Chain.EMPTY)),
                List.of(),
                List.of(),
                ListedArchive.Forgotten.NONE);
        ManifestStore.MoreListed listed = new ManifestStore.MoreListed("t", ListedArchive.NONE, (next, into) -> longer);
        StorageException damaged = StorageException.damaged("lists/1.json", "is damaged", null);
        ManifestStore.MoreListed unreadable = new ManifestStore.MoreListed("u", ListedArchive.NONE, (next, into) -> {
            throw damaged;
        });
        Manifest first = store.publish(Manifest.NONE, List.of(view("a", 1)), List.of(unreadable, listed))
                .manifest();
        assertEquals(view("a", 1), first.viewOrEmpty(new ViewId("a", "f")));
        assertEquals(Map.of("t", longer), first.archives());
        assertEquals(List.of(damaged.fault()), store.unlisted());

        ManifestStore.MoreListed mended = new ManifestStore.MoreListed("u", ListedArchive.NONE, (next, into) -> longer);
        Manifest second =
                store.publish(first, List.of(view("a", 2)), List.of(mended)).manifest();
        assertEquals(Set.of("t", "u"), second.archives().keySet());
        assertEquals(List.of(), store.unlisted());
    }

    @Test
    void aBaseThatIsSupersededIsNotRenumbered() {
        Manifest base = store.publish(Manifest.NONE, view("a", 1)).orElseThrow();
        store.publish(base, view("a", 2));
        assertTrue(anotherProcess().publish(base, view("a", 3)).isEmpty());
        assertEquals(view("a", 2), store.newest().viewOrEmpty(new ViewId("a", "f")));
    }

    @Test
    void aPublishWhoseAnswerWasLostIsNotMadeTwice() {
        Manifest first = store.publish(Manifest.NONE, view("a", 1)).orElseThrow();
        assertEquals(
                first, anotherProcess().publish(Manifest.NONE, view("a", 1)).orElseThrow());
        assertEquals(1, store.newest().number());
    }

    @Test
    void ofManyAtOnceEachStepIsTakenByExactlyOne() throws Exception {
        int racers = 4;
        int steps = 20;
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        try {
            List<Callable<Integer>> races = new ArrayList<>();
            for (int racer = 0; racer < racers; racer++) {
                ManifestStore own = anotherProcess();
                String aggregation = racer % 2 == 0 ? "a" : "b";
                races.add(() -> {
                    int won = 0;
                    for (int attempt = 0; attempt < steps; attempt++) {
                        Manifest base = own.newest();
                        long offset = base.viewOrEmpty(new ViewId(aggregation, "f"))
                                        .tidemark()
                                        .offset(P0)
                                + 1;
                        won += own.publish(base, view(aggregation, offset)).isPresent() ? 1 : 0;
                    }
                    return won;
                });
            }
            long reached = 0;
            for (Future<Integer> race : threads.invokeAll(races)) {
                race.get();
            }
            Manifest newest = store.newest();
            for (String aggregation : List.of("a", "b")) {
                reached += newest.viewOrEmpty(new ViewId(aggregation, "f"))
                        .tidemark()
                        .offset(P0);
            }
            // Each published step moved one tidemark by one, and made one manifest.
            assertEquals(newest.number(), reached);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aDamagedManifestIsNamedAndNeverPassedOver() throws Exception {
        store.publish(Manifest.NONE, view("a", 1));
        Path damaged = directory.resolve("manifests/00000000000000000002.json");
        Files.write(damaged, "{\"format\":1,".getBytes(StandardCharsets.UTF_8));
        ManifestException refused =
                assertThrows(ManifestException.class, () -> anotherProcess().newest());
        assertTrue(
                refused.getMessage().startsWith("TM-MAN-001 manifests/00000000000000000002.json: is not a manifest"),
                refused::getMessage);
    }

    @Test
    void aManifestUnderAnotherNumberIsRefused() throws Exception {
        store.publish(Manifest.NONE, view("a", 1));
        Files.copy(
                directory.resolve("manifests/00000000000000000001.json"),
                directory.resolve("manifests/00000000000000000002.json"));
        ManifestException refused = assertThrows(ManifestException.class, () -> store.newest());
        assertTrue(refused.getMessage().contains("says it is number 1"), refused::getMessage);
    }

    @Test
    void aReaderThatSleptWhileOldOnesWereSweptFindsTheNewest() {
        ManifestStore sleeper = anotherProcess();
        Manifest newest = store.publish(Manifest.NONE, view("a", 1)).orElseThrow();
        sleeper.newest();
        for (int offset = 2; offset <= 5; offset++) {
            newest = store.publish(newest, view("a", offset)).orElseThrow();
        }
        for (long number = 1; number <= 3; number++) {
            store.delete(number);
        }
        assertEquals(newest, sleeper.newest());
    }
}
