package io.tidemark.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void aPathAloneSaysWhatIsWrongWithIt() {
        assertEquals("/var/x is not there", Reason.of(new NoSuchFileException("/var/x")));
        assertEquals(
                "/var/x may not be used: the right to it is missing", Reason.of(new AccessDeniedException("/var/x")));
        assertEquals(
                "/var/x: Read-only file system",
                Reason.of(new FileSystemException("/var/x", null, "Read-only file system")));
    }

    @Test
    void aWrapperSaysWhatItWraps() {
        assertEquals(
                "Connection refused", Reason.of(new ExecutionException(new ConnectException("Connection refused"))));
        assertEquals("gone", Reason.of(new UncheckedIOException(new IOException("gone"))));
        assertEquals("closed channel", Reason.of(new RuntimeException(null, new ClosedChannelException())));
    }

    @Test
    void aConnectionThatWasRefusedSaysSo() {
        assertEquals("nothing listens there", Reason.of(new ConnectException()));
        assertEquals(
                "nothing listens there", Reason.of(new ConnectException().initCause(new ClosedChannelException())));
        assertEquals(
                "no host of that name is known",
                Reason.of(new ConnectException().initCause(new UnresolvedAddressException())));
    }

    @Test
    void ourOwnWordsStayAsTheyAre() {
        var ours = new FaultException(
                new Fault("TM-X-001", "model", "throws java.lang.IllegalStateException: no", "mend it")) {};
        assertEquals(ours.getMessage(), Reason.of(ours));
    }

    @Test
    void theNameOfAClassIsNoReason() {
        assertEquals("closed channel", Reason.of(new ClosedChannelException()));
        assertEquals("it is no text in UTF-8", Reason.of(new MalformedInputException(1)));
        assertEquals(
                "no host of that name is known: kafka.example", Reason.of(new UnknownHostException("kafka.example")));
        assertEquals("there is no class shop.Gone", Reason.of(new NoClassDefFoundError("shop/Gone")));
        assertEquals(
                "Call to node:8020 failed: Connection refused",
                Reason.of(new IOException("Call to node:8020 failed: java.net.ConnectException: Connection refused")));
        assertEquals("it failed without a word", Reason.of(new RuntimeException()));
    }

    @Test
    void aClassThatCouldNotBeInitialisedBeforeSaysWhy() {
        NoClassDefFoundError again = new NoClassDefFoundError("Could not initialize class shop.Codec");
        again.initCause(new ExceptionInInitializerError("no room on the disk"));
        assertEquals("class shop.Codec could not be initialised: no room on the disk", Reason.of(again));
        assertEquals(
                "class shop.Codec could not be initialised",
                Reason.of(new NoClassDefFoundError("Could not initialize class shop.Codec")));
    }
}
