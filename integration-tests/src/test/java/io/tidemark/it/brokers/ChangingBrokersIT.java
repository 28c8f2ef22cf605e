package io.tidemark.it.brokers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.examples.flights.FlightModel;
import io.tidemark.it.oracle.Examiner;
import io.tidemark.it.oracle.Examiner.Answered;
import io.tidemark.it.oracle.Flights;
import io.tidemark.it.oracle.LocalSystem;
import io.tidemark.it.oracle.LogCopy;
import io.tidemark.it.oracle.StagedSender;
import io.tidemark.launcher.client.NodeException;
import io.tidemark.model.Model;
import io.tidemark.tidemark.OffsetVector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Brokers that are killed, leaders that move and partitions that are added while events come and somebody asks all the time:
 * each answer is exact, and in the end all of it is answered, by batch too, without a restart.
 */
final class ChangingBrokersIT {
    private static final String TOPIC = FlightModel.TOPIC;
    private static final int PARTITIONS = 4;
    private static final int GROWN = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Model model = Model.of(new FlightModel());
    private int answers;

    @Test
    void answersAreExactWhileABrokerIsKilledALeaderMovesAndPartitionsAreAdded(@TempDir Path directory)
            throws Exception {
        int[] leaders = {ThreeBrokers.THIRD, ThreeBrokers.FIRST, ThreeBrokers.THIRD, ThreeBrokers.SECOND};
        try (ThreeBrokers brokers = new ThreeBrokers(directory).create(TOPIC, 2, leaders);
                LocalSystem system = LocalSystem.start(
                        model, directory, brokers.bootstrapServers(), Map.of("kafka.metadata.max.age.ms", "1000"))) {
            Examiner examiner;
            try (LogCopy log = copy(brokers, PARTITIONS);
                    StagedSender sender = sender(brokers, "2001-01-01T12:00:00Z", PARTITIONS)) {
                examiner = new Examiner(system.client(), model, log, new SplittableRandom(7));
                askUntil(examiner, sender, () -> sender.progress() > 0.25);

                brokers.killTheThird();
                askUntil(
                        examiner,
                        sender,
                        () -> sender.progress() > 0.5 && brokers.leader(TOPIC, 0) != ThreeBrokers.THIRD);

                brokers.moveTheLeader(TOPIC, 1, ThreeBrokers.SECOND);
                askUntil(examiner, sender, () -> sender.progress() > 0.75);

                brokers.startTheThird();
                askUntil(examiner, sender, () -> sender.progress() >= 1);
                askUntilAllIsAnswered(examiner, log);
            }
            brokers.grow(TOPIC, GROWN);
            try (LogCopy log = copy(brokers, GROWN);
                    StagedSender sender = sender(brokers, "2001-01-01T09:00:00Z", GROWN)) {
                examiner = new Examiner(system.client(), model, log, new SplittableRandom(8));
                askUntil(examiner, sender, () -> sender.progress() >= 1);
                OffsetVector ends = askUntilAllIsAnswered(examiner, log);
                assertEquals(GROWN, ends.offsets().size(), ends::toString);
            }
            assertTrue(answers > 50, () -> answers + " answers");
        }
    }

    private static LogCopy copy(ThreeBrokers brokers, int partitions) {
        return new LogCopy(brokers.bootstrapServers(), Map.of(TOPIC, partitions));
    }

    private static StagedSender sender(ThreeBrokers brokers, String end, int partitions) throws IOException {
        return new StagedSender(
                brokers.bootstrapServers(),
                Flights.records(Instant.parse(end), partitions),
                40,
                Duration.ofMillis(100));
    }

    private void askUntil(Examiner examiner, StagedSender sender, BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), () -> "sent: " + sender.progress());
            sender.step();
            ask(examiner);
        }
    }

    /** Each aggregation, all of the log, realtime and batch; returns where the log ends. */
    private OffsetVector askUntilAllIsAnswered(Examiner examiner, LogCopy log) {
        OffsetVector ends = OffsetVector.of(log.ends());
        Instant deadline = Instant.now().plus(PATIENCE);
        Set<String> left = new HashSet<>();
        model.aggregations().forEach(definition -> left.add(definition.name()));
        while (!left.isEmpty()) {
            Answered answered = ask(examiner);
            assertTrue(Instant.now().isBefore(deadline), () -> "of " + left + " not all is answered: " + answered);
            if (answered != null && answered.complete() && answered.tidemark().equals(ends)) {
                left.remove(answered.aggregation());
            }
        }
        return ends;
    }

    /** Null if it is not answered. */
    private Answered ask(Examiner examiner) {
        try {
            Answered answered = examiner.examine();
            answers++;
            return answered;
        } catch (NodeException typed) {
            assertTrue(typed.getMessage().startsWith("TM-"), typed::getMessage);
            return null;
        }
    }
}
