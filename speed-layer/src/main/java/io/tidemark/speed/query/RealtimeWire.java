package io.tidemark.speed.query;

import io.tidemark.codec.ByteReader;
import io.tidemark.codec.ByteWriter;
import io.tidemark.fold.GroupKey;
import io.tidemark.fold.TileTable;
import io.tidemark.groups.GroupBorders;
import io.tidemark.groups.GroupFilter;
import io.tidemark.groups.WantedGroups;
import io.tidemark.groups.WantedGroups.InOrder;
import io.tidemark.groups.WantedGroups.Named;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.Coverage.Behind;
import io.tidemark.seam.Coverage.Covered;
import io.tidemark.seam.Coverage.Missing;
import io.tidemark.seam.Coverage.PartitionCoverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.speed.query.ParkedScans.Ticket;
import io.tidemark.tidemark.LogId;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a speed node and its clients send each other, as bytes. Each message begins with {@link #VERSION}. */
final class RealtimeWire {
    static final String CONTENT_TYPE = "application/vnd.tidemark.realtime";
    private static final int VERSION = 5;
    private static final int NAMED = 0;
    private static final int IN_ORDER = 1;
    private static final int COVERED = 0;
    private static final int BEHIND = 1;
    private static final int MISSING = 2;

    private RealtimeWire() {}

    static byte[] query(RealtimeQuery query) {
        ByteWriter out = begin();
        write(query, out);
        return out.toBytes();
    }

    private static void write(RealtimeQuery query, ByteWriter out) {
        write(query.view(), out);
        write(query.tidemark(), out);
        out.writeBoolean(query.partitions().isPresent());
        query.partitions().ifPresent(partitions -> {
            writePartitions(partitions, out, partition -> {});
        });
        write(query.groups(), out);
        out.writeLong(query.tiles().firstMillis());
        out.writeLong(query.tiles().endMillis());
    }

    static RealtimeQuery query(byte[] bytes) {
        return readQuery(begin(bytes));
    }

    private static RealtimeQuery readQuery(ByteReader in) {
        return new RealtimeQuery(
                readView(in),
                readTidemark(in),
                in.readBoolean() ? Optional.of(readPartitions(in)) : Optional.empty(),
                readWanted(in),
                new TimeRange(in.readLong(), in.readLong()));
    }

    /** Into how many pieces of about one size something is to fall. */
    record Pieces(RealtimeQuery query, int most) {}

    static byte[] pieces(Pieces pieces) {
        ByteWriter out = begin();
        write(pieces.query(), out);
        out.writeVarInt(pieces.most());
        return out.toBytes();
    }

    static Pieces pieces(byte[] bytes) {
        ByteReader in = begin(bytes);
        return new Pieces(readQuery(in), in.readVarInt());
    }

    static byte[] borders(GroupBorders borders) {
        ByteWriter out = begin();
        write(borders.places(), out);
        out.writeVarLong(borders.bytes());
        return out.toBytes();
    }

    static GroupBorders borders(byte[] bytes) {
        ByteReader in = begin(bytes);
        return new GroupBorders(readInOrder(in), in.readVarLong());
    }

    /**
     * What is to be opened in pieces.
     *
     * @param token by which the pieces after the first are asked for
     */
    record Opening(RealtimeQuery query, List<GroupKey> borders, String token) {
        Opening {
            borders = List.copyOf(borders);
        }
    }

    static byte[] opening(Opening opening) {
        ByteWriter out = begin();
        write(opening.query(), out);
        write(opening.borders(), out);
        out.writeString(opening.token());
        return out.toBytes();
    }

    static Opening opening(byte[] bytes) {
        ByteReader in = begin(bytes);
        return new Opening(readQuery(in), readInOrder(in), in.readString());
    }

    static byte[] ticket(Ticket ticket) {
        ByteWriter out = begin();
        out.writeString(ticket.token());
        out.writeVarInt(ticket.number());
        return out.toBytes();
    }

    static Ticket ticket(byte[] bytes) {
        ByteReader in = begin(bytes);
        return new Ticket(in.readString(), in.readVarInt());
    }

    static byte[] answer(RealtimeAnswer answer) {
        ByteWriter out = begin();
        out.writeBoolean(true);
        write(answer.coverage(), out);
        out.writeBoolean(answer.through().isPresent());
        answer.through().ifPresent(through -> out.writeBytes(through.bytes()));
        TileTable rows = answer.rows();
        ByteWriter row = new ByteWriter();
        out.writeVarInt(rows.rows());
        for (int i = 0; i < rows.rows(); i++) {
            out.writeBytes(rows.group(i).bytes());
            out.writeLong(rows.tile(i));
            rows.write(i, row.clear());
            out.writeVarInt(row.size());
            out.writeRaw(row.array(), 0, row.size());
        }
        return out.toBytes();
    }

    /** That an answer is too large to be given in one piece. */
    static byte[] tooLarge() {
        ByteWriter out = begin();
        out.writeBoolean(false);
        return out.toBytes();
    }

    /** @throws RealtimeAnswer.TooLargeException if it says so */
    static RealtimeAnswer answer(byte[] bytes, AggregationDefinition<?> definition) {
        ByteReader in = begin(bytes);
        if (!in.readBoolean()) {
            throw RealtimeAnswer.TooLargeException.INSTANCE;
        }
        Coverage coverage = readCoverage(in);
        Optional<GroupKey> through = in.readBoolean() ? Optional.of(GroupKey.of(in.readBytes())) : Optional.empty();
        TileTable rows = new TileTable(definition);
        for (int i = in.readVarInt(); i > 0; i--) {
            GroupKey group = GroupKey.of(in.readBytes());
            long tile = in.readLong();
            rows.mergeEncoded(group, tile, new ByteReader(in.readBytes()));
        }
        return new RealtimeAnswer(coverage, rows, through);
    }

    static byte[] coverage(Coverage coverage) {
        ByteWriter out = begin();
        write(coverage, out);
        return out.toBytes();
    }

    static Coverage coverage(byte[] bytes) {
        return readCoverage(begin(bytes));
    }

    static byte[] lease(TidemarkLease lease) {
        ByteWriter out = begin();
        out.writeString(lease.holder());
        write(lease.view(), out);
        write(lease.tidemark(), out);
        out.writeVarLong(lease.duration().toMillis());
        return out.toBytes();
    }

    static TidemarkLease lease(byte[] bytes) {
        ByteReader in = begin(bytes);
        return new TidemarkLease(in.readString(), readView(in), readTidemark(in), Duration.ofMillis(in.readVarLong()));
    }

    private static ByteWriter begin() {
        ByteWriter out = new ByteWriter(256);
        out.writeByte(VERSION);
        return out;
    }

    private static ByteReader begin(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("message version " + version + " is not " + VERSION
                    + "; run the same release on serving and speed nodes");
        }
        return in;
    }

    private static void write(ViewId view, ByteWriter out) {
        out.writeString(view.name());
        out.writeString(view.fingerprint());
    }

    private static ViewId readView(ByteReader in) {
        return new ViewId(in.readString(), in.readString());
    }

    private static void write(Tidemark tidemark, ByteWriter out) {
        writePartitions(tidemark.positions().keySet(), out, partition -> tidemark.at(partition)
                .write(out));
    }

    private static Tidemark readTidemark(ByteReader in) {
        Map<PartitionId, LogPosition> positions = new TreeMap<>();
        readPartitions(in, partition -> positions.put(partition, LogPosition.read(in)));
        return Tidemark.of(positions);
    }

    /** Writes partitions, each log's together under its name, and after each one what belongs to it. */
    private static void writePartitions(
            Collection<PartitionId> partitions, ByteWriter out, Consumer<PartitionId> content) {
        Map<LogId, List<PartitionId>> byLog = new TreeMap<>();
        for (PartitionId partition : partitions) {
            byLog.computeIfAbsent(partition.log(), log -> new ArrayList<>()).add(partition);
        }
        out.writeVarInt(byLog.size());
        byLog.forEach((log, ofLog) -> {
            write(log, out);
            out.writeVarInt(ofLog.size());
            ofLog.forEach(partition -> {
                out.writeVarInt(partition.partition());
                content.accept(partition);
            });
        });
    }

    private static void readPartitions(ByteReader in, Consumer<PartitionId> content) {
        for (int logs = in.readVarInt(); logs > 0; logs--) {
            LogId log = readLog(in);
            for (int i = in.readVarInt(); i > 0; i--) {
                content.accept(new PartitionId(log, in.readVarInt()));
            }
        }
    }

    private static void write(LogId log, ByteWriter out) {
        out.writeString(log.topic());
        out.writeString(log.clusterId());
        out.writeString(log.topicId());
    }

    private static LogId readLog(ByteReader in) {
        return new LogId(in.readString(), in.readString(), in.readString());
    }

    private static Set<PartitionId> readPartitions(ByteReader in) {
        Set<PartitionId> partitions = new HashSet<>();
        readPartitions(in, partitions::add);
        return partitions;
    }

    private static void write(WantedGroups groups, ByteWriter out) {
        if (groups instanceof Named named) {
            out.writeByte(NAMED);
            write(named.keys(), out);
        } else if (groups instanceof InOrder inOrder) {
            out.writeByte(IN_ORDER);
            GroupFilter filter = inOrder.filter();
            out.writeBytes(filter.prefix());
            out.writeVarInt(filter.wanted().size());
            filter.wanted().forEach(values -> write(values, out));
            out.writeBytes(inOrder.from().bytes());
            out.writeVarInt(inOrder.most());
        }
    }

    private static WantedGroups readWanted(ByteReader in) {
        int kind = in.readByte();
        return switch (kind) {
            case NAMED -> new Named(readGroups(in));
            case IN_ORDER -> new InOrder(readFilter(in), GroupKey.of(in.readBytes()), in.readVarInt());
            default -> throw new IllegalArgumentException("groups of kind " + kind + " are unknown");
        };
    }

    private static GroupFilter readFilter(ByteReader in) {
        byte[] prefix = in.readBytes();
        List<Set<GroupKey>> wanted = new ArrayList<>();
        for (int fields = in.readVarInt(); fields > 0; fields--) {
            wanted.add(readGroups(in));
        }
        return new GroupFilter(Optional.empty(), prefix, wanted);
    }

    private static void write(Collection<GroupKey> groups, ByteWriter out) {
        out.writeVarInt(groups.size());
        groups.forEach(group -> out.writeBytes(group.bytes()));
    }

    private static Set<GroupKey> readGroups(ByteReader in) {
        return new HashSet<>(readInOrder(in));
    }

    private static List<GroupKey> readInOrder(ByteReader in) {
        List<GroupKey> groups = new ArrayList<>();
        for (int i = in.readVarInt(); i > 0; i--) {
            groups.add(GroupKey.of(in.readBytes()));
        }
        return groups;
    }

    private static void write(Coverage coverage, ByteWriter out) {
        out.writeVarInt(coverage.partitionCounts().size());
        coverage.partitionCounts().forEach((log, count) -> {
            write(log, out);
            out.writeVarInt(count);
        });
        writePartitions(coverage.partitions().keySet(), out, partition -> {
            PartitionCoverage state = coverage.partitions().get(partition);
            out.writeVarLong(state.asOf());
            if (state instanceof Covered covered) {
                out.writeByte(COVERED);
                out.writeLong(covered.logClockMillis());
            } else if (state instanceof Behind behind) {
                out.writeByte(BEHIND);
                out.writeString(behind.reason());
            } else if (state instanceof Missing missing) {
                out.writeByte(MISSING);
                out.writeString(missing.reason());
            }
        });
    }

    private static Coverage readCoverage(ByteReader in) {
        Map<LogId, Integer> partitionCounts = new TreeMap<>();
        for (int i = in.readVarInt(); i > 0; i--) {
            partitionCounts.put(readLog(in), in.readVarInt());
        }
        Map<PartitionId, PartitionCoverage> partitions = new TreeMap<>();
        readPartitions(in, partition -> {
            long asOf = in.readVarLong();
            int kind = in.readByte();
            partitions.put(
                    partition,
                    switch (kind) {
                        case COVERED -> new Covered(asOf, in.readLong());
                        case BEHIND -> new Behind(asOf, in.readString());
                        case MISSING -> new Missing(asOf, in.readString());
                        default -> throw new IllegalArgumentException("coverage of kind " + kind + " is unknown");
                    });
        });
        return Coverage.of(partitionCounts, partitions);
    }
}
