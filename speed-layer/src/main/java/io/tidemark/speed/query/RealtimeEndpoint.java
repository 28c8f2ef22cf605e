package io.tidemark.speed.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.http.Files;
import io.tidemark.http.Listener;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.Offer;
import io.tidemark.http.Requested;
import io.tidemark.http.access.Doorkeeper;
import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Body;
import io.tidemark.http.exchange.Endpoint;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import io.tidemark.http.exchange.Routes;
import io.tidemark.http.node.NodePass;
import io.tidemark.http.node.RowFrames;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.problem.Problem;
import io.tidemark.seam.RealtimeAnswer;
import io.tidemark.seam.RealtimeQuery;
import io.tidemark.seam.RealtimeScan;
import io.tidemark.seam.RealtimeUnavailableException;
import io.tidemark.seam.RealtimeView;
import io.tidemark.speed.query.ParkedScans.Ticket;
import io.tidemark.speed.query.RealtimeWire.Opening;
import java.io.OutputStream;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Answers for a realtime view over HTTP, for {@link RemoteRealtimeView}: {@code POST /realtime/read}, {@code /scan}, {@code
 * /scans} and their {@code /scans/piece}s, {@code /borders}, {@code /coverage} and {@code /lease} in {@link RealtimeWire}'s bytes,
 * {@code GET /realtime/status} in JSON.
 */
public final class RealtimeEndpoint implements AutoCloseable {
    /** A question names its groups, each with its whole key. */
    private static final Body QUESTION = new Body(RealtimeWire.CONTENT_TYPE, 16 * 1024 * 1024);

    private final RealtimeView view;
    private final Listener listener;
    private final ParkedScans parked = new ParkedScans();
    private final JsonMapper json = JsonMapper.builder().build();
    private final NodePass pass;
    private final Clock clock;

    /** For anybody. */
    public RealtimeEndpoint(RealtimeView view, ListenerSettings settings, Faults faults) {
        this(view, settings, NodePass.NONE, Clock.systemUTC(), faults);
    }

    /**
     * Listens at once.
     *
     * @param pass what nodes know that may ask, or anybody may; and of which installation this one is
     * @param clock told with the status
     * @param faults where an answer that fails stands
     */
    public RealtimeEndpoint(RealtimeView view, ListenerSettings settings, NodePass pass, Clock clock, Faults faults) {
        this.view = view;
        this.pass = pass;
        this.clock = clock;
        this.listener = new Listener(
                settings,
                new Offer(
                        "speed",
                        new Routes(routes()),
                        Files.NONE,
                        RealtimeEndpoint::failed,
                        new AnswerFaults(faults),
                        Requested.NOBODY,
                        Doorkeeper.ofNodes(pass.secret())));
        listener.start();
    }

    private List<Route> routes() {
        return List.of(
                asked("/realtime/read", RealtimeWire::query, this::read),
                scanned("/realtime/scan", RealtimeWire::query, view::scan),
                scanned("/realtime/scans", RealtimeWire::opening, this::open),
                scanned("/realtime/scans/piece", RealtimeWire::ticket, this::piece),
                asked(
                        "/realtime/borders",
                        RealtimeWire::pieces,
                        pieces -> RealtimeWire.borders(view.borders(pieces.query(), pieces.most()))),
                askedBefore(
                        "/realtime/coverage",
                        RealtimeWire::query,
                        query -> RealtimeWire.coverage(view.coverage(query.view(), query.tidemark()))),
                askedBefore("/realtime/lease", RealtimeWire::lease, lease -> {
                    view.lease(lease);
                    return new byte[0];
                }),
                Route.ofNodes("/realtime/status").getByKeptWorker(request -> status()));
    }

    private byte[] read(RealtimeQuery query) {
        try {
            return RealtimeWire.answer(view.read(query));
        } catch (RealtimeAnswer.TooLargeException e) {
            return RealtimeWire.tooLarge();
        }
    }

    /** The first of several, of which the others wait until they are asked for. */
    private RealtimeScan open(Opening opening) {
        List<RealtimeScan> opened = view.scans(opening.query(), opening.borders());
        List<RealtimeScan> ending = new ArrayList<>();
        for (int i = 0; i < opened.size(); i++) {
            ending.add(
                    i < opening.borders().size()
                            ? new EndingScan(opened.get(i), opening.borders().get(i))
                            : opened.get(i));
        }
        parked.park(opening.token(), ending);
        return ending.get(0);
    }

    private RealtimeScan piece(Ticket ticket) {
        return parked.take(ticket)
                .orElseThrow(() -> new RealtimeUnavailableException(
                        "nobody came for piece " + ticket.number() + " in time", null));
    }

    /** Its worker writes the rows as fast as they are read. */
    private <Q> Route scanned(String path, Function<byte[], Q> reader, Function<Q, RealtimeScan> opener) {
        return Route.ofNodes(path).post(QUESTION, Endpoint.whole(request -> {
            Q question = question(request, reader);
            return Reply.inPieces(outlet -> {
                try (RealtimeScan scan = opener.apply(question)) {
                    OutputStream to = outlet.begin(RealtimeWire.CONTENT_TYPE, pass.headers());
                    RowFrames.Writer rows = new RowFrames.Writer(RealtimeWire.coverage(scan.coverage()), to);
                    while (scan.next()) {
                        rows.row(scan.group(), scan.tileMillis(), scan.accumulators());
                    }
                    rows.end();
                }
                return Optional.empty();
            });
        }));
    }

    private <Q> Route asked(String path, Function<byte[], Q> reader, Function<Q, byte[]> answerer) {
        return Route.ofNodes(path).post(QUESTION, Endpoint.whole(answering(reader, answerer)));
    }

    /** What other nodes want to know, or tell, while questions are under way; one that waits behind those is not answered. */
    private <Q> Route askedBefore(String path, Function<byte[], Q> reader, Function<Q, byte[]> answerer) {
        return Route.ofNodes(path).postToKeptWorker(QUESTION, answering(reader, answerer));
    }

    private <Q> Endpoint.Answering answering(Function<byte[], Q> reader, Function<Q, byte[]> answerer) {
        return request ->
                new Reply(200, RealtimeWire.CONTENT_TYPE, answerer.apply(question(request, reader)), pass.headers());
    }

    private static <Q> Q question(ApiRequest request, Function<byte[], Q> reader) {
        try {
            return reader.apply(request.body());
        } catch (RuntimeException notAQuestion) {
            throw HttpFault.BAD_BODY.at("body", Reason.of(notAQuestion), "ask with a node of the same version");
        }
    }

    private Reply status() {
        try {
            return new Reply(
                    200, Reply.JSON, json.writeValueAsBytes(view.status().at(clock.millis())), pass.headers());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the status cannot be told: " + Reason.of(e), e);
        }
    }

    private static Problem failed(Throwable thrown, String asked) {
        if (thrown instanceof RealtimeUnavailableException) {
            return new Problem(
                    HttpFault.REALTIME_UNAVAILABLE, "speed node", thrown.getMessage(), "ask again when it can");
        }
        return Problem.of(thrown, asked);
    }

    /** Where it listens, or did until it was closed. */
    public URI uri() {
        return listener.uri();
    }

    @Override
    public void close() {
        listener.close();
        parked.close();
    }
}
