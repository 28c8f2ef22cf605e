package io.tidemark.http;

import io.tidemark.http.Delivery.Effort;
import io.tidemark.http.access.Allowance;
import io.tidemark.http.access.Asker;
import io.tidemark.http.door.Door;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Reply.InPieces;
import io.tidemark.http.exchange.Reply.Told;
import io.tidemark.http.exchange.Route;
import io.tidemark.memory.ByteBudget;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.seam.NotYetException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request that found its route, and its one reply: the first that is ready, its own or that it took too long. */
final class Exchange {
    private final Route route;
    private final Asker asker;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final To to;
    private final AtomicBoolean answered = new AtomicBoolean();
    /** What it is charged to, or null. */
    private volatile Allowance allowance;

    private volatile Body body;

    /** How much is still to come of the body, whose sender may be slow. What comes of it after a reply is no request. */
    private enum Body {
        /** All of it, and not a byte was looked at. */
        UNREAD,
        BEING_READ,
        /** Nothing, or there is none. */
        READ
    }

    /** Where replies go, who is told of them, and what they are held in. */
    record To(Replies replies, Requested requested, ByteBudget memory) {}

    Exchange(Route route, Asker asker, Request request, Response response, Callback callback, To to) {
        this.route = route;
        this.asker = asker;
        this.request = request;
        this.body = route.body().isNone() || request.getLength() == 0 ? Body.READ : Body.UNREAD;
        this.response = response;
        this.callback = callback;
        this.to = to;
    }

    Route route() {
        return route;
    }

    /** Who sent it. */
    Asker asker() {
        return asker;
    }

    Request request() {
        return request;
    }

    /** What was asked for, in words. */
    String asked() {
        return asked(request);
    }

    static String asked(Request request) {
        return request.getMethod() + " " + Request.getPathInContext(request);
    }

    /** Charges it to an allowance when it is answered. */
    void chargeTo(Allowance whose) {
        allowance = whose;
    }

    /** Begins to hold what its reply takes. */
    Holding open() {
        return to.memory().open();
    }

    /** Begins to, on a thread that others wait for. */
    Holding openAtOnce() {
        return to.memory().openAtOnce();
    }

    void beginReading() {
        body = Body.BEING_READ;
    }

    void endReading() {
        body = Body.READ;
    }

    boolean isReading() {
        return body != Body.READ;
    }

    boolean isAnswered() {
        return answered.get();
    }

    /** Sends the reply unless another was sent before. */
    void send(Reply reply) {
        send(reply, open());
    }

    /**
     * Sends it unless another was sent before.
     *
     * @param holding what was held to make it; closed when the reply is written
     */
    void send(Reply reply, Holding holding) {
        send(reply, Effort.ANY, holding);
    }

    /** Sends it so, from a thread that others wait for. */
    void sendAtOnce(Reply reply, Holding holding) {
        send(reply, Effort.LITTLE, holding);
    }

    /**
     * Has its reply written in pieces, on this thread, unless another was sent before. What goes wrong before the first piece
     * is the reply; what goes wrong after it breaks it off. What is not there yet is thrown.
     *
     * @param holding of what is held for it; closed at the end
     * @param begun is called when the first piece is about to be sent
     */
    void sendInPieces(InPieces writing, Holding holding, Outcomes outcomes, Runnable begun) {
        Runnable beforeFirst = () -> {
            if (!answered.compareAndSet(false, true)) {
                throw new CancellationException("another answer was sent before");
            }
            begun.run();
        };
        Optional<Told> told = Optional.empty();
        Pieces pieces = new Pieces(to.replies(), request, response, beforeFirst);
        try (holding;
                pieces;
                Holding ofPiece = open()) {
            ofPiece.take(Pieces.BYTES);
            told = writing.write(pieces);
            pieces.end();
            callback.succeeded();
            outcomes.answered(this);
            tell(told, HttpStatus.OK_200, Exchange::sentBefore);
        } catch (NotYetException e) {
            // Which is found out before the first piece.
            throw e;
        } catch (Pieces.HeadAlone enough) {
            callback.succeeded();
            outcomes.answered(this);
            tell(told, HttpStatus.OK_200, Exchange::sentBefore);
        } catch (Throwable e) {
            if (!pieces.isSent()) {
                send(outcomes.failed(this, e));
                return;
            }
            // Without its end mark, and with the connection cut, it is no answer.
            callback.failed(e);
            tell(told, pieces.isReaderGone() ? HttpStatus.OK_200 : outcomes.brokeOff(this, e), Exchange::sentBefore);
        }
    }

    private void send(Reply made, Effort effort, Holding holding) {
        if (!answered.compareAndSet(false, true)) {
            holding.close();
            return;
        }
        Reply reply = Delivery.of(made.isEndless() ? followed(made) : made, request, effort, holding);
        holding.keep(reply.body().length);
        if (holding.isCounted()) {
            Request.addCompletionListener(request, fault -> holding.close());
        }
        tell(reply.told(), reply.status(), () -> write(reply));
    }

    private void write(Reply reply) {
        switch (body) {
            case UNREAD ->
                UnreadBody.passOver(request, () -> to.replies().writeLast(reply, request, response, callback));
            case BEING_READ -> to.replies().writeLast(reply, request, response, callback);
            case READ -> to.replies().write(reply, request, response, callback);
        }
    }

    /** Of an answer in pieces, all of which is on its way. */
    private static void sentBefore() {}

    private void tell(Optional<Told> told, int status, Runnable send) {
        Duration took = Duration.ofNanos(System.nanoTime() - request.getBeginNanoTime());
        if (allowance != null) {
            allowance.end(took);
        }
        to.requested().requested(new Requested.Answered(route, asker, request, told), status, took, send);
    }

    /** An answer without an end, if who asks may follow one more. */
    private Reply followed(Reply endless) {
        Allowance whose = allowance;
        if (whose == null) {
            return endless;
        }
        if (!whose.follow()) {
            return Door.followsTooMuch();
        }
        Request.addCompletionListener(request, fault -> whose.endFollowing());
        return endless;
    }
}
