package io.tidemark.batch.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.columns.event.FileFields;
import io.tidemark.cut.Closing;
import io.tidemark.manifest.FileOrigin;
import io.tidemark.manifest.json.ListJson;
import io.tidemark.tidemark.LogPosition;
import io.tidemark.tidemark.OffsetRange;
import io.tidemark.tidemark.OperatorState;
import io.tidemark.tidemark.PartitionId;
import io.tidemark.time.LogClock;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of archive files of one topic: all that their footers say, each as an array, and once what many say alike.
 *
 * <pre>
 * {"chains":[{"partition":{…},"path":"archive/flights/p3/"}],"forms":[{"layout":"json","times":"INT64 date","columns":"message record {…}","taken":"…"}],
 *  "writers":["5f1c…"],"files":[[0,1200,1300,…]]}
 * </pre>
 */
final class LinkList {
    private static final JsonMapper MAPPER = ListJson.mapper(Row.class);

    private record Form(String layout, String times, String columns, String taken) {}

    private record Chain(PartitionId partition, String path) {}

    private record Row(
            int chain,
            long first,
            long end,
            long epochStart,
            long clock,
            long stamp,
            int leaderEpoch,
            String operators,
            long startClock,
            long rows,
            long quarantined,
            long tombstones,
            long firstEvent,
            long endEvent,
            Closing closing,
            String gapReason,
            int form,
            String checksum,
            int writer,
            int generation,
            String quarantine,
            String tombstoneFile) {}

    private record Document(List<Chain> chains, List<Form> forms, List<String> writers, List<Row> files) {}

    private LinkList() {}

    static byte[] write(List<Link> links) {
        Map<Chain, Integer> chains = new LinkedHashMap<>();
        Map<Held, Integer> forms = new LinkedHashMap<>();
        Map<String, Integer> writers = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>();
        for (Link link : links) {
            ArchiveFile file = link.file();
            Chain chain = new Chain(file.partition(), directory(file.path()));
            rows.add(new Row(
                    chains.computeIfAbsent(chain, c -> chains.size()),
                    file.offsets().first(),
                    file.offsets().end(),
                    file.epochStartMillis(),
                    file.end().clock().millis(),
                    file.end().clock().lastStampMillis(),
                    file.end().leaderEpoch(),
                    file.end().operators().toString(),
                    file.startClockMillis(),
                    file.rows(),
                    file.quarantined(),
                    file.tombstones(),
                    file.eventTimes().firstMillis(),
                    file.eventTimes().endMillis(),
                    file.closing(),
                    file.gapReason(),
                    forms.computeIfAbsent(file.held(), form -> forms.size()),
                    file.origin().checksum(),
                    writers.computeIfAbsent(file.origin().writer(), writer -> writers.size()),
                    file.origin().generation(),
                    link.quarantine(),
                    link.tombstones()));
        }
        List<Form> held = forms.keySet().stream()
                .map(each -> new Form(
                        each.layout(),
                        each.times(),
                        each.fields().columns(),
                        each.fields().taken()))
                .toList();
        try {
            return MAPPER.writeValueAsBytes(
                    new Document(List.copyOf(chains.keySet()), held, List.copyOf(writers.keySet()), rows));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list is made of plain records", e);
        }
    }

    private static String directory(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    /** @throws IOException if it is not what {@link #write} wrote */
    static List<Link> read(byte[] json) throws IOException {
        Document document = MAPPER.readValue(json, Document.class);
        try {
            List<Held> forms = document.forms().stream()
                    .map(form -> new Held(form.layout(), form.times(), FileFields.parse(form.columns(), form.taken())))
                    .toList();
            List<Link> links = new ArrayList<>(document.files().size());
            for (Row row : document.files()) {
                links.add(link(
                        row,
                        document.chains().get(row.chain()),
                        forms.get(row.form()),
                        document.writers().get(row.writer())));
            }
            return List.copyOf(links);
        } catch (RuntimeException e) {
            throw new IOException("a file in it is none: " + e.getMessage(), e);
        }
    }

    private static Link link(Row row, Chain chain, Held held, String writer) {
        LogPosition end = new LogPosition(
                row.end(),
                new LogClock(row.clock(), row.stamp()),
                row.leaderEpoch(),
                row.operators().isEmpty() ? OperatorState.NONE : OperatorState.parse(row.operators()));
        ArchiveFile file = new ArchiveFile(
                chain.path() + ArchivePaths.fileName(row.first()),
                chain.partition(),
                new OffsetRange(row.first(), row.end()),
                row.epochStart(),
                end,
                row.startClock(),
                row.rows(),
                row.quarantined(),
                row.tombstones(),
                new TimeRange(row.firstEvent(), row.endEvent()),
                row.closing(),
                row.gapReason(),
                held,
                new FileOrigin(row.checksum(), writer, row.generation()));
        return new Link(file, row.quarantine(), row.tombstoneFile());
    }
}
