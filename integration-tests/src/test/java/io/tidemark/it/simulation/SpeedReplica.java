package io.tidemark.it.simulation;

import io.tidemark.it.simulation.History.Rules;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.Model;
import io.tidemark.seam.BatchViews;
import io.tidemark.seam.Coverage;
import io.tidemark.serving.merge.realtime.RealtimeViews;
import io.tidemark.stream.StreamDefinition;
import io.tidemark.testkit.InMemoryEventLog;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.BatchInterval;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Two speed nodes that share all partitions: what a consumer group gives to one, it gives to the other when it moves. */
final class SpeedReplica {
    private final InMemoryEventLog log;
    private final List<SpeedMember> members;
    /** Which of them has a partition, or is to have it next. */
    private final Map<PartitionId, Integer> owners = new HashMap<>();
    /** Those that neither has at present. */
    private final Set<PartitionId> moving = new TreeSet<>();

    private boolean isShared;

    SpeedReplica(
            String name, InMemoryEventLog log, BatchViews views, Clock clock, BatchInterval interval, Rules rules) {
        this.log = log;
        Map<PartitionId, SpeedMember.Word> words = new HashMap<>();
        this.members = Stream.of(name + "a", name + "b")
                .map(member -> new SpeedMember(member, words, log, views, clock, interval, rules))
                .toList();
    }

    List<SpeedMember> members() {
        return members;
    }

    /** Both begin a life: the one before ends as by kill -9, and what was not flushed is gone. */
    void start(Model present) {
        members.forEach(member -> member.start(present));
        owners.forEach((partition, owner) -> {
            if (!moving.contains(partition)) {
                members.get(owner).assign(partition);
            }
        });
        assignNew();
    }

    private void assignNew() {
        for (StreamDefinition<?> stream : model().streams()) {
            int partitions = log.describe(stream.topic()).partitions();
            for (int p = 0; p < partitions; p++) {
                PartitionId partition = log.partition(stream.topic(), p);
                if (owners.putIfAbsent(partition, 0) == null) {
                    members.get(0).assign(partition);
                }
            }
        }
    }

    /** The second one idles in histories in which nothing moves, which are most. */
    private List<SpeedMember> working() {
        return isShared ? members : members.subList(0, 1);
    }

    private SpeedMember owner(PartitionId partition) {
        return members.get(owners.getOrDefault(partition, 0));
    }

    /** The group takes a partition away, to give it to the other one. */
    void revoke(PartitionId partition) {
        if (owners.containsKey(partition) && moving.add(partition)) {
            isShared = true;
            owner(partition).revoke(partition);
            owners.put(partition, 1 - owners.get(partition));
        }
    }

    /** The group gives what it took away. */
    void assign(PartitionId partition) {
        if (moving.remove(partition)) {
            // It may have idled: no record is folded before the tidemark is known.
            owner(partition).learn();
            owner(partition).assign(partition);
        }
    }

    /** The group takes a partition away and gives it back. */
    void rebalance(PartitionId partition) {
        if (owners.containsKey(partition) && !moving.contains(partition)) {
            owner(partition).revoke(partition);
            owner(partition).assign(partition);
        }
    }

    Model model() {
        return members.get(0).model();
    }

    void poll(PartitionId partition, int records) {
        owner(partition).poll(partition, records);
    }

    void pollAll() {
        working().forEach(SpeedMember::pollAll);
    }

    void flush() {
        working().forEach(SpeedMember::flush);
    }

    void evict() {
        working().forEach(SpeedMember::evict);
    }

    void mend() {
        working().forEach(SpeedMember::mend);
    }

    void breakStore(int calls, int mends, boolean writes) {
        members.forEach(member -> member.breakStore(calls, mends, writes));
    }

    /** How far any life of either was passed a partition. */
    long readTo(PartitionId partition) {
        return members.stream()
                .mapToLong(member -> member.readTo(partition))
                .max()
                .orElse(0);
    }

    void failReading(int calls, boolean afterwards) {
        members.forEach(member -> member.failReading(calls, afterwards));
    }

    /** Whatever failed fails no longer, and what moved has come; what they left is still to be mended. */
    void heal() {
        members.forEach(SpeedMember::heal);
        List.copyOf(moving).forEach(this::assign);
    }

    boolean isWell() {
        return members.stream().allMatch(SpeedMember::isWell);
    }

    boolean hasFault(Set<String> codes) {
        return members.stream().anyMatch(member -> member.hasFault(codes));
    }

    /** Both look at the manifests, the topics and one another, and take notice. */
    void learn() {
        working().forEach(SpeedMember::learn);
        assignNew();
        working().forEach(SpeedMember::hearOthers);
    }

    boolean isLeased(ViewId id, Tidemark tidemark) {
        return members.stream().allMatch(member -> member.isLeased(id, tidemark));
    }

    Coverage coverage(ViewId id, Tidemark tidemark) {
        return new RealtimeViews(model(), members).coverage(id, tidemark);
    }
}
