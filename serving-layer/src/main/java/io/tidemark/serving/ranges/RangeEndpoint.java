package io.tidemark.serving.ranges;

import io.tidemark.codec.ByteReader;
import io.tidemark.fault.Faults;
import io.tidemark.fault.Reason;
import io.tidemark.fold.GroupKey;
import io.tidemark.http.Files;
import io.tidemark.http.Listener;
import io.tidemark.http.ListenerSettings;
import io.tidemark.http.Offer;
import io.tidemark.http.Requested;
import io.tidemark.http.access.Doorkeeper;
import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Body;
import io.tidemark.http.exchange.Endpoint.Asked;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import io.tidemark.http.exchange.Routes;
import io.tidemark.http.identity.NodesSecret;
import io.tidemark.http.node.RowFrames;
import io.tidemark.http.problem.AnswerFaults;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.serving.http.problem.ServingFailures;
import io.tidemark.serving.index.BatchIndex;
import io.tidemark.serving.index.GroupRanker;
import io.tidemark.serving.index.IndexReader;
import io.tidemark.serving.index.RowVisitor;
import io.tidemark.serving.index.level.WantedTiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers other serving nodes for this one's range, from its own index alone, so that nodes never wait for one another in a
 * circle: {@code POST /ranges/rows}, {@code /ranges/loaded}, and {@code GET /ranges/layout}.
 */
final class RangeEndpoint implements AutoCloseable {
    static final String ROWS = "/ranges/rows";
    static final String LOADED = "/ranges/loaded";
    static final String LAYOUT = "/ranges/layout";

    /** A question names its groups, each with its whole key. */
    private static final Body QUESTION = new Body(RangeQuestion.CONTENT_TYPE, 16 * 1024 * 1024);

    private final BatchIndex local;
    private final RangeParts parts;
    private final GroupRanker ranker;
    private final String layout;
    private final int own;
    private final Listener listener;

    RangeEndpoint(RangeParts parts, GroupRanker ranker, RangeLayout layout, RangeSettings settings, Faults faults) {
        this.local = parts.local();
        this.parts = parts;
        this.ranker = ranker;
        this.layout = layout.digest();
        this.own = settings.own() - 1;
        this.listener = listener(settings.listener(), settings.pass().secret(), faults);
    }

    private Listener listener(ListenerSettings settings, Optional<NodesSecret> secret, Faults faults) {
        return new Listener(
                settings,
                new Offer(
                        "range",
                        new Routes(List.of(
                                Route.ofNodes(ROWS).post(QUESTION, this::rows),
                                Route.ofNodes(LOADED).postToKeptWorker(QUESTION, this::loaded),
                                Route.ofNodes(LAYOUT).getByKeptWorker(request -> layout()))),
                        Files.NONE,
                        ServingFailures::of,
                        new AnswerFaults(faults),
                        Requested.NOBODY,
                        Doorkeeper.ofNodes(secret)));
    }

    void start() {
        listener.start();
    }

    /** Where it listens, or did until it was closed. */
    URI uri() {
        return listener.uri();
    }

    /** Which range this node has, and the digest of all. */
    private Reply layout() {
        return Reply.text(200, "text/plain;charset=utf-8", own + " " + layout);
    }

    private Reply loaded(ApiRequest request) {
        byte[] answer = {(byte) (parts.has(question(request).view()) ? 1 : 0)};
        return new Reply(200, RangeQuestion.CONTENT_TYPE, answer, Map.of());
    }

    private Asked rows(ApiRequest request) {
        RangeQuestion question = question(request);
        return new Asked(
                false,
                false,
                () -> parts.find(question.view()),
                (waiting, holding) -> Reply.inPieces(outlet -> {
                    // It is loaded by now, and found at once.
                    try (RangeParts.Use part = parts.find(question.view()).join()) {
                        write(question, part, holding, outlet.begin(RangeQuestion.CONTENT_TYPE, Map.of()));
                    }
                    return Optional.empty();
                }));
    }

    private void write(RangeQuestion question, RangeParts.Use part, Holding holding, OutputStream to)
            throws IOException {
        RowFrames.Writer rows = new RowFrames.Writer(question.view().digest().getBytes(StandardCharsets.UTF_8), to);
        RowVisitor meant = row -> {
            boolean isMeant = !question.groups().isBefore(row.group());
            if (isMeant) {
                write(rows, row.group(), row.tileMillis(), row.accumulators());
            }
            return isMeant;
        };
        WantedTiles tiles = WantedTiles.each(question.tiles());
        try {
            switch (question.what()) {
                case ROWS -> local.scan(part.files(), tiles, question.groups(), meant);
                case BEST -> ranker.best(local, part.files(), parts.best(question), holding, meant);
                case ROWS_OF_NAMED -> {
                    try (IndexReader reader = local.reader(question.keys())) {
                        for (GroupKey key : question.keys()) {
                            reader.group(part.files(), key, tiles, row -> {
                                write(rows, key, row.tileMillis(), row.accumulators());
                                return true;
                            });
                        }
                    }
                }
                case GROUPS -> {
                    ByteReader nothing = new ByteReader(new byte[0]);
                    local.groups(part.files(), question.tiles(), question.groups(), group -> {
                        boolean isMeant = !question.groups().isBefore(group);
                        if (isMeant) {
                            write(rows, group, 0, nothing);
                        }
                        return isMeant;
                    });
                }
            }
        } catch (UncheckedIOException readerIsGone) {
            throw readerIsGone.getCause();
        }
        rows.end();
    }

    private static void write(RowFrames.Writer rows, GroupKey group, long tileMillis, ByteReader accumulators) {
        try {
            rows.row(group, tileMillis, accumulators);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RangeQuestion question(ApiRequest request) {
        RangeQuestion question;
        try {
            question = RangeQuestion.of(request.body());
        } catch (RuntimeException notAQuestion) {
            throw HttpFault.BAD_BODY.at("body", Reason.of(notAQuestion), "ask with a node of the same version");
        }
        if (!question.layout().equals(layout) || question.range() != own) {
            throw HttpFault.OTHER_RANGES.at(
                    "node",
                    "it has range " + (own + 1) + " of " + RangeSettings.BORDERS + " " + layout
                            + ", and is asked for range " + (question.range() + 1) + " of " + question.layout(),
                    "write the same " + RangeSettings.BORDERS + " and " + RangeSettings.OWNERS + " for all nodes");
        }
        return question;
    }

    @Override
    public void close() {
        listener.close();
    }
}
