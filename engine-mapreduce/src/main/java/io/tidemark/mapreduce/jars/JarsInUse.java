package io.tidemark.mapreduce.jars;

import io.tidemark.batch.engine.order.WorkJson;
import io.tidemark.batch.storage.Storage;
import io.tidemark.fault.FaultException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which jars in the storage are still wanted. Whoever runs jobs says of what they need, once a day, that it is in use, in a
 * file of that day; what nobody has said so of for {@link #KEPT} goes. So versions of Tidemark and of models side by side
 * keep one another's, and the last of those that nobody runs any more go by themselves. Safe for use by many threads.
 */
final class JarsInUse {
    static final Duration KEPT = Duration.ofDays(7);
    private static final Logger LOG = LoggerFactory.getLogger(JarsInUse.class);
    private static final String DIRECTORY = JobJars.DIRECTORY + "/in-use";

    private final Storage storage;
    private final Clock clock;
    private LocalDate said = LocalDate.MIN;

    /** What such a file says. */
    record Wanted(Set<String> jars) {
        Wanted {
            jars = Set.copyOf(jars);
        }
    }

    JarsInUse(Storage storage, Clock clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /** Says that some jars are needed now, by their names, and takes away what nobody needs. */
    synchronized void say(Collection<String> jars) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (today.equals(said)) {
            return;
        }
        Set<String> wanted = new TreeSet<>(jars);
        storage.createIfAbsent(
                DIRECTORY + "/" + today + "-" + Integer.toHexString(wanted.hashCode()) + ".json",
                WorkJson.write(new Wanted(wanted)));
        said = today;
        sweep(today);
    }

    private void sweep(LocalDate today) {
        try {
            String oldest = DIRECTORY + "/" + today.minusDays(KEPT.toDays());
            Set<String> kept = new HashSet<>();
            for (String file : storage.list(DIRECTORY)) {
                // Names begin with their day, which sorts as text.
                if (file.compareTo(oldest) < 0) {
                    storage.delete(file);
                } else {
                    kept.addAll(WorkJson.read(storage.read(file), Wanted.class).jars());
                }
            }
            Instant before = clock.instant().minus(KEPT);
            for (String jar : storage.list(JobJars.DIRECTORY)) {
                boolean isOld =
                        storage.modified(jar).filter(at -> at.isBefore(before)).isPresent();
                if (isOld && !kept.contains(jar.substring(jar.lastIndexOf('/') + 1))) {
                    storage.delete(jar);
                    LOG.info("a jar that no job needs was deleted jar={}", jar);
                }
            }
        } catch (FaultException left) {
            // What is left takes room and does no harm: it goes another day.
            LOG.warn("jars that no job needs are left behind", left);
        }
    }
}
