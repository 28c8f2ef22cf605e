package io.tidemark.serving.merge.realtime;

import io.tidemark.fault.Reason;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.SpeedNodes.Node;
import io.tidemark.serving.calls.Call;
import io.tidemark.serving.calls.Calls;
import io.tidemark.tidemark.PartitionId;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * One question on its way: each partition is asked of the node that is known to have it furthest, all nodes side by side. What
 * one fails to answer, or lets wait for longer than it usually takes, is asked of the next; whichever comes first is taken,
 * and rows of one partition are taken from one node alone. Owned by one thread; its calls have threads of their own.
 *
 * @param <A> what an answer carries beside its coverage
 */
final class Asking<A> {
    private final KnownNodes known;
    private final Form<A> form;
    private final RealtimeQuery query;

    private SortedMap<PartitionId, Deque<Node>> untried = new TreeMap<>();
    private final Map<PartitionId, PartitionCoverage> answered = new TreeMap<>();
    /** What is said of partitions that nobody has answered for. */
    private final SortedMap<PartitionId, PartitionCoverage> unanswered = new TreeMap<>();

    private final Calls<Asked, Given<A>> calls;

    /** What one node is asked. */
    private record Asked(Node node, RealtimeQuery part, Set<PartitionId> partitions) {}

    /** What kind of answer is asked for. Its rows are taken and dropped by the one who asks, or dropped by the call's thread. */
    interface Form<A> {
        Given<A> ask(Node node, RealtimeQuery part);

        void take(Node node, A rows);

        void drop(A rows);
    }

    /** What a node gave. */
    record Given<A>(Coverage coverage, A rows) {}

    Asking(KnownNodes known, Executor threads, RealtimeQuery query, Form<A> form) {
        this.known = known;
        this.form = form;
        this.query = query;
        this.calls = new Calls<>(
                threads,
                given -> form.drop(given.rows()),
                thrown -> thrown instanceof RealtimeAnswer.TooLargeException);
    }

    /** Asks those who are known to have what is asked for. */
    void ask() {
        untried = known.candidates(query);
        send(untried.keySet());
        await();
    }

    /** Whether anything that is asked for, as far as that is known, is answered by nobody. */
    boolean isOpen() {
        return untried.isEmpty() || !open().isEmpty();
    }

    private Set<PartitionId> open() {
        Set<PartitionId> open = known.asked(query);
        open.addAll(untried.keySet());
        open.removeAll(answered.keySet());
        // What is behind has been answered: there is nothing yet.
        open.removeIf(
                partition -> unanswered.containsKey(partition) && !(unanswered.get(partition) instanceof Missing));
        return open;
    }

    /** Asks once more for what is open, of those who are said by now to have it. */
    void askAgain(Coverage heard) {
        Set<PartitionId> open = open();
        open.removeIf(partition -> {
            PartitionCoverage now = heard.partitions().get(partition);
            if (now instanceof Missing) {
                unanswered.merge(partition, now, KnownNodes::better);
            }
            return now == null || now instanceof Missing;
        });
        untried = known.candidates(RealtimeViews.only(query, open));
        send(untried.keySet());
        await();
    }

    /** What was taken, and what is missing. */
    Coverage coverage() {
        SortedMap<PartitionId, PartitionCoverage> all = new TreeMap<>(unanswered);
        all.putAll(answered);
        return known.coverage(query.view(), all);
    }

    /** Lets go of what nobody waits for any more. */
    void end() {
        calls.end();
    }

    private void send(Set<PartitionId> partitions) {
        Map<Node, Set<PartitionId>> asked = new LinkedHashMap<>();
        for (PartitionId partition : partitions) {
            if (next(partition).isPresent() && !answered.containsKey(partition)) {
                asked.computeIfAbsent(untried.get(partition).remove(), node -> new TreeSet<>())
                        .add(partition);
            }
        }
        asked.forEach((node, of) -> {
            RealtimeQuery part = RealtimeViews.only(query, of);
            calls.send(new Asked(node, part, of), known.pace(node), () -> meant(form, node, part));
        });
    }

    /** What a node answers; what it cannot mean is dropped, and no answer. */
    static <A> Given<A> meant(Form<A> form, Node node, RealtimeQuery part) {
        Given<A> given = form.ask(node, part);
        try {
            requireMeant(given.coverage(), part);
        } catch (Throwable notMeant) {
            form.drop(given.rows());
            throw notMeant;
        }
        return given;
    }

    /** What a node says that it cannot mean is no answer. */
    static void requireMeant(Coverage answer, RealtimeQuery asked) {
        answer.partitions().forEach((partition, coverage) -> {
            if (asked.partitions().isPresent() && !asked.partitions().get().contains(partition)) {
                throw new IllegalStateException("it answered for " + partition + " and was asked for "
                        + asked.partitions().get());
            }
            long first = asked.tidemark().offset(partition);
            if (coverage instanceof Covered covered && covered.asOf() < first) {
                throw new IllegalStateException(
                        "it answered for " + partition + " up to " + covered.asOf() + " and was asked from " + first);
            }
        });
    }

    private Optional<Node> next(PartitionId partition) {
        return Optional.ofNullable(untried.get(partition)).map(Deque::peek);
    }

    private void await() {
        while (!calls.underWay().isEmpty() && !answered.keySet().containsAll(untried.keySet())) {
            Call<Asked, Given<A>> next = calls.next();
            if (next == null) {
                askOthersThanTheLate();
            } else {
                settle(next);
            }
        }
    }

    private void askOthersThanTheLate() {
        for (Asked late : calls.late()) {
            // One that is in doubt as well is not to be counted on: where all are slow, asking twice makes all slower.
            send(only(late.partitions(), partition -> next(partition)
                    .filter(node -> !known.pace(node).isDoubtful())
                    .isPresent()));
        }
    }

    private void settle(Call<Asked, Given<A>> call) {
        Asked asked = call.about();
        if (call.failure() != null) {
            settleFailure(asked, call.failure());
            return;
        }
        Given<A> given = call.given();
        SortedMap<PartitionId, PartitionCoverage> covered = new TreeMap<>();
        given.coverage().partitions().forEach((partition, coverage) -> {
            if (coverage instanceof Covered) {
                covered.put(partition, coverage);
            } else {
                unanswered.merge(partition, coverage, KnownNodes::better);
            }
        });
        known.hear(asked.node(), asked.part(), given.coverage());
        // All rows of an answer are in one heap: if another has answered for one of the partitions, none can be taken.
        if (covered.keySet().stream().anyMatch(answered::containsKey)) {
            form.drop(given.rows());
        } else {
            form.take(asked.node(), given.rows());
            answered.putAll(covered);
        }
        sendUnlessUnderWay(asked.partitions());
    }

    private void settleFailure(Asked asked, Throwable failure) {
        if (failure instanceof RealtimeAnswer.TooLargeException scanned) {
            throw scanned;
        }
        String reason = RealtimeViews.cannotAnswer(Reason.of(failure));
        for (PartitionId partition : asked.partitions()) {
            unanswered.merge(partition, new Missing(query.tidemark().offset(partition), reason), KnownNodes::better);
        }
        sendUnlessUnderWay(asked.partitions());
    }

    private void sendUnlessUnderWay(Set<PartitionId> partitions) {
        send(only(partitions, partition -> calls.underWay().stream()
                .noneMatch(asked -> asked.partitions().contains(partition))));
    }

    private static Set<PartitionId> only(Set<PartitionId> partitions, Predicate<PartitionId> which) {
        Set<PartitionId> only = new TreeSet<>(partitions);
        only.removeIf(which.negate());
        return only;
    }
}
