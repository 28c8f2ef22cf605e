package io.tidemark.launcher.discovery;

import io.tidemark.fault.FaultException;
import io.tidemark.kafka.announce.AnnouncementTopic;
import io.tidemark.kafka.announce.Announcements;
import io.tidemark.kafka.announce.Announcer;
import io.tidemark.launcher.config.ConfigException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether somebody else has the names of this installation: two would take each other's partitions. */
public final class OtherInstallation {
    /** A Kafka that is away is waited for by those who need it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration SIGN_OF_LIFE = Announcer.EVERY.multipliedBy(3);

    private final String prefix;
    private final Installation own;

    public OtherInstallation(String prefix, Installation own) {
        this.prefix = prefix;
        this.own = own;
    }

    /**
     * Returns if nobody else is heard; takes some seconds only if a word of another is there that may be an old one.
     *
     * @throws ConfigException if there is another
     */
    public void refuse(AnnouncementTopic topic) {
        CompletableFuture<Optional<NodeWord>> found = new CompletableFuture<>();
        CompletableFuture<Boolean> isSuspected = new CompletableFuture<>();
        Thread looking = new Thread(() -> found.complete(look(topic, isSuspected)), "other-installation");
        looking.setDaemon(true);
        looking.start();
        try {
            Duration patience = isSuspected.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    ? SIGN_OF_LIFE.multipliedBy(2)
                    : PATIENCE;
            Optional<NodeWord> other = found.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (other.isPresent()) {
                throw refusal(other.get());
            }
        } catch (TimeoutException | ExecutionException notNow) {
            // Who cannot ask Kafka takes nobody's partitions either; once it can, it is a fault.
            looking.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<NodeWord> look(AnnouncementTopic topic, CompletableFuture<Boolean> isSuspected) {
        try (Announcements announcements = new Announcements(topic)) {
            while (!announcements.isCaughtUp()) {
                announcements.listen(Duration.ofMillis(200));
            }
            isSuspected.complete(other(announcements, false).isPresent());
            long end = System.nanoTime() + SIGN_OF_LIFE.toNanos();
            while (isSuspected.join() && System.nanoTime() - end < 0) {
                announcements.listen(Duration.ofMillis(200));
                Optional<NodeWord> alive = other(announcements, true);
                if (alive.isPresent()) {
                    return alive;
                }
            }
            return Optional.empty();
        } catch (FaultException notReadable) {
            isSuspected.complete(false);
            return Optional.empty();
        }
    }

    private Optional<NodeWord> other(Announcements announcements, boolean isAlive) {
        return announcements.newest().values().stream()
                .filter(word -> word.isNew() || !isAlive)
                .flatMap(word -> NodeWord.of(word.value()).stream())
                .filter(own::isNot)
                .findFirst();
    }

    private ConfigException refusal(NodeWord other) {
        return new ConfigException(
                "TM-CFG-036",
                "group.prefix \"" + prefix + "\"",
                "another installation on this Kafka has it: speed node " + other.name() + " at " + other.endpoint()
                        + " is of the storage " + other.installation() + ", and this one of "
                        + own.id().orElse("one that is new"),
                "give this installation a group.prefix of its own, or the storage.root of the other");
    }
}
