package io.tidemark.it.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.batch.storage.SignsOfLife.Seen;
import io.tidemark.batch.storage.Storage;
import io.tidemark.batch.storage.StorageException;
import io.tidemark.batch.storage.UnfitStorageException;
import io.tidemark.batch.storage.naming.Outcome;
import io.tidemark.it.contracts.StorageContract;
import io.tidemark.it.s3.S3Relay.Fault;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.io.PositionOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3StorageIT extends StorageContract {
    private static final int LARGE = 6 << 20;

    @TempDir
    static Path directory;

    private static S3Endpoint endpoint;
    private static int tests;

    private final List<S3Relay> relays = new ArrayList<>();

    @BeforeAll
    static void startEndpoint() throws Exception {
        endpoint = S3Endpoint.start(directory);
    }

    @AfterAll
    static void stopEndpoint() {
        endpoint.close();
    }

    @BeforeEach
    void onARootOfItsOwn() {
        tests++;
    }

    @AfterEach
    void closeRelays() {
        relays.forEach(S3Relay::close);
    }

    @Override
    protected Storage storage() {
        return on(endpoint.configuration(endpoint.uri().toString()));
    }

    private static Storage on(Configuration configuration) {
        return Storage.at(URI.create("s3a://" + S3Endpoint.BUCKET + "/root-" + tests), configuration);
    }

    private S3Relay relay() throws IOException {
        S3Relay relay = new S3Relay(endpoint.uri());
        relays.add(relay);
        return relay;
    }

    @Override
    protected boolean holdsUnfinishedFiles() {
        return false;
    }

    @Override
    protected Optional<Losing> losing() throws IOException {
        S3Relay relay = relay();
        return Optional.of(new Losing(on(endpoint.configuration(relay.uri())), new Puts(relay)));
    }

    /** Loses answers to what is put. */
    private record Puts(S3Relay relay) implements Answers {
        @Override
        public void lose(Predicate<String> publishedAt) {
            relay.fail(request ->
                    request.startsWith("PUT ") && publishedAt.test(path(request)) ? Fault.ANSWER_LOST : Fault.NONE);
        }

        private static String path(String request) {
            String path = request.split(" ", -1)[1];
            return path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        }

        @Override
        public void fallSilentAfterTheNext() {
            boolean[] silent = {false};
            relay.fail(request -> {
                if (silent[0]) {
                    return Fault.AWAY;
                }
                silent[0] = request.startsWith("PUT ");
                return silent[0] ? Fault.ANSWER_LOST : Fault.NONE;
            });
        }

        @Override
        public void speakAgain() {
            relay.fail(request -> Fault.NONE);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String large(Storage storage) throws IOException {
        String unfinished = storage.temporary("archive/large");
        try (PositionOutputStream out = storage.output(unfinished).create(0)) {
            out.write(new byte[LARGE]);
            out.write(bytes(storage.id(unfinished)));
        }
        return unfinished;
    }

    @Test
    void whatIsSentInPartsIsWholeOrNotThere() throws IOException {
        Storage storage = storage();
        String first = large(storage);
        String second = large(storage);
        assertFalse(storage().exists("archive/large"));
        assertEquals(Outcome.PUBLISHED, storage.publishIfAbsent(first, "archive/large"));
        assertEquals(Outcome.LOST, storage.publishIfAbsent(second, "archive/large"));
        assertEquals(
                LARGE + storage.id(first).length(),
                storage().input("archive/large").getLength());
        Losing losing = losing().orElseThrow();
        String third = large(losing.storage());
        // The answer to what completes it.
        relays.get(0)
                .fail(request ->
                        request.startsWith("POST ") && request.contains("uploadId=") ? Fault.ANSWER_LOST : Fault.NONE);
        assertEquals(Outcome.PUBLISHED, losing.storage().publishIfAbsent(third, "archive/larger"));
    }

    @Test
    void whatAKilledProcessWasSendingIsEnded() throws IOException {
        String key = "root-" + tests + "/archive/large";
        endpoint.client().createMultipartUpload(upload -> upload.bucket(S3Endpoint.BUCKET)
                .key(key));
        endpoint.client().createMultipartUpload(upload -> upload.bucket(S3Endpoint.BUCKET)
                .key("elsewhere"));
        Seen nobody = new Seen(Set.of(), Set.of());
        assertEquals(0, storage().deleteTemporaries(nobody, Instant.EPOCH));
        assertEquals(1, storage().deleteTemporaries(nobody, Instant.now().plusSeconds(60)));
        assertEquals(0, storage().deleteTemporaries(nobody, Instant.now().plusSeconds(60)));
    }

    @Test
    void bucketThatDeniesOrIsAwayIsAFaultThatPassesAndChangesNothing() throws IOException {
        S3Relay relay = relay();
        Storage storage = on(endpoint.configuration(relay.uri()));
        for (Fault fault : List.of(Fault.DENIED, Fault.AWAY)) {
            relay.fail(request -> fault);
            storage.requireFit();
            StorageException told = assertThrows(
                    StorageException.class, () -> storage.createIfAbsent("manifests/" + fault, bytes("1")));
            assertTrue(told.passesByItself());
            assertThrows(StorageException.class, () -> storage.exists("manifests/" + fault));
            assertThrows(StorageException.class, () -> storage.list("manifests"));
            relay.fail(request -> Fault.NONE);
            assertFalse(storage.exists("manifests/" + fault));
            assertTrue(storage.createIfAbsent("manifests/" + fault, bytes("2")));
            assertArrayEquals(bytes("2"), storage().read("manifests/" + fault));
        }
    }

    @Test
    void reportThatArrivesLateDoesNotTakeThePlaceOfANewerOne() throws IOException {
        Storage storage = storage();
        storage.replace("runs/1", bytes("running"));
        Losing losing = losing().orElseThrow();
        losing.answers().lose(path -> true);
        losing.storage().replace("runs/1", bytes("done"));
        losing.answers().speakAgain();
        assertArrayEquals(bytes("done"), storage.read("runs/1"));
    }

    @Test
    void storeThatHasNoConditionalCreateIsRefusedWithASentence() {
        Configuration without = endpoint.configuration(endpoint.uri().toString());
        without.setBoolean("fs.s3a.create.conditional.enabled", false);
        UnfitStorageException refused =
                assertThrows(UnfitStorageException.class, () -> on(without).requireFit());
        assertEquals("TM-STO-003", refused.fault().code());
        assertTrue(refused.getMessage().contains("only if there is none of its key"), refused.getMessage());
    }

    @Test
    void storeThatTakesTheConditionAndDoesNotHeedItIsRefused() throws Exception {
        try (S3Endpoint any = S3Endpoint.startForAnybody(directory);
                S3Relay relay = new S3Relay(any.uri())) {
            relay.forgetConditions();
            UnfitStorageException refused =
                    assertThrows(UnfitStorageException.class, () -> on(any.configuration(relay.uri()))
                            .requireFit());
            assertTrue(refused.getMessage().contains("in the place of one that is there"), refused.getMessage());
            // The same where it could not be tried at the start: before anything is published, and not after.
            Storage late = on(any.configuration(relay.uri()));
            relay.fail(request -> Fault.AWAY);
            late.requireFit();
            relay.fail(request -> Fault.NONE);
            assertThrows(UnfitStorageException.class, () -> late.createIfAbsent("manifests/1", bytes("1")));
            assertFalse(late.exists("manifests/1"));
        }
    }
}
