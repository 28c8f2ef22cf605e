package io.tidemark.speed.query;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.groups.GroupBorders;
import io.tidemark.groups.WantedGroups;
import io.tidemark.http.node.NodePass;
import io.tidemark.http.node.RemoteNode;
import io.tidemark.http.node.RemoteRows;
import io.tidemark.manifest.ViewId;
import io.tidemark.model.AggregationDefinition;
import io.tidemark.model.Model;
import io.tidemark.seam.Coverage;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeStatus;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.seam.TidemarkLease;
import io.tidemark.speed.query.ParkedScans.Ticket;
import io.tidemark.speed.query.RealtimeWire.Opening;
import io.tidemark.speed.query.RealtimeWire.Pieces;
import io.tidemark.tidemark.Tidemark;
import io.tidemark.time.TimeRange;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The realtime view of a speed node in another process. Safe for use by many threads. */
public final class RemoteRealtimeView implements RealtimeView {
    private final URI uri;
    private final Model model;
    private final Duration timeout;
    private final RemoteNode node;
    /** What a later version tells besides is passed over. */
    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** One that asks nobody who they are. */
    public RemoteRealtimeView(URI uri, Model model, Duration timeout) {
        this(uri, model, timeout, NodePass.NONE);
    }

    /**
     * @param uri where its {@link RealtimeEndpoint} listens, such as {@code http://127.0.0.1:8090}
     * @param timeout how long an answer may take
     * @param pass what it shows to the node
     */
    public RemoteRealtimeView(URI uri, Model model, Duration timeout, NodePass pass) {
        this.uri = uri;
        this.model = model;
        this.timeout = timeout;
        this.node = new RemoteNode(uri, timeout, pass, this::unavailable);
    }

    @Override
    public RealtimeAnswer read(RealtimeQuery query) {
        AggregationDefinition<?> definition = model.aggregation(query.view().name())
                .orElseThrow(() ->
                        unavailable("aggregation \"" + query.view().name() + "\" is not in the model here", null));
        return read("/realtime/read", RealtimeWire.query(query), body -> RealtimeWire.answer(body, definition));
    }

    @Override
    public RealtimeScan scan(RealtimeQuery query) {
        return scan("/realtime/scan", RealtimeWire.query(query));
    }

    /** Each is read over a connection of its own. */
    @Override
    public List<RealtimeScan> scans(RealtimeQuery query, List<GroupKey> borders) {
        if (borders.isEmpty()) {
            return List.of(scan(query));
        }
        String token = UUID.randomUUID().toString();
        RealtimeScan first = scan("/realtime/scans", RealtimeWire.opening(new Opening(query, borders, token)));
        List<RealtimeScan> pieces = new ArrayList<>(List.of(first));
        for (int number = 1; number <= borders.size(); number++) {
            byte[] ticket = RealtimeWire.ticket(new Ticket(token, number));
            pieces.add(new RemotePiece(first.coverage(), () -> scan("/realtime/scans/piece", ticket)));
        }
        return pieces;
    }

    @Override
    public GroupBorders borders(RealtimeQuery query, int pieces) {
        return read("/realtime/borders", RealtimeWire.pieces(new Pieces(query, pieces)), RealtimeWire::borders);
    }

    private RealtimeScan scan(String path, byte[] question) {
        RemoteRows rows = node.rows(path, RealtimeWire.CONTENT_TYPE, question, timeout);
        try {
            return new RemoteScan(rows);
        } catch (RuntimeException notAScan) {
            rows.close();
            throw notAnAnswer(notAScan);
        }
    }

    @Override
    public Coverage coverage(ViewId view, Tidemark tidemark) {
        RealtimeQuery query = new RealtimeQuery(view, tidemark, Optional.empty(), WantedGroups.ALL, TimeRange.ALL);
        return read("/realtime/coverage", RealtimeWire.query(query), RealtimeWire::coverage);
    }

    /** Whatever a node sends that is no answer, it is the node that cannot be asked. */
    private <A> A read(String path, byte[] question, Function<byte[], A> decoder) {
        byte[] body = node.post(path, RealtimeWire.CONTENT_TYPE, question);
        try {
            return decoder.apply(body);
        } catch (RealtimeAnswer.TooLargeException scanned) {
            throw scanned;
        } catch (RuntimeException notAnAnswer) {
            throw notAnAnswer(notAnAnswer);
        }
    }

    @Override
    public void lease(TidemarkLease lease) {
        node.post("/realtime/lease", RealtimeWire.CONTENT_TYPE, RealtimeWire.lease(lease));
    }

    @Override
    public RealtimeStatus status() {
        byte[] body = node.status("/realtime/status");
        try {
            return json.readValue(body, RealtimeStatus.class);
        } catch (IOException e) {
            throw notAnAnswer(e);
        }
    }

    /** How long ago it last answered anything; since this was made, if never. */
    public Duration silentFor() {
        return node.silentFor();
    }

    @Override
    public void close() {
        // The client's threads end with it.
    }

    private RealtimeUnavailableException notAnAnswer(Exception e) {
        return unavailable("sends no answer, " + Reason.of(e), e);
    }

    private RealtimeUnavailableException unavailable(String fault, Exception cause) {
        return new RealtimeUnavailableException("speed node " + uri + ": " + fault, cause);
    }
}
