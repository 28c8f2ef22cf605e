package io.tidemark.http;

import io.tidemark.http.access.Asker;
import io.tidemark.http.access.Doorkeeper.Admission;
import io.tidemark.http.access.Doorkeeper.Admitted;
import io.tidemark.http.exchange.Access;
import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Endpoint.Asked;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import io.tidemark.http.exchange.Route.Work;
import io.tidemark.http.exchange.Routes;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.seam.Waiting;
import io.tidemark.seam.WouldWaitException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes each request to its endpoint and its reply back. What may wait is for {@link Workers}. A small question to this
 * process alone is answered by the thread that brings it. Guarded by the serving workload {@code point}.
 */
final class Dispatcher extends Handler.Abstract.NonBlocking {
    private static final byte[] NO_BODY = {};

    private final Door door;
    private final Routes routes;
    private final Files files;
    private final Requested requested;
    private final Workers workers;
    private final Outcomes outcomes;
    private final KnownRequests known = new KnownRequests();
    private final SlowSpell slow = new SlowSpell();

    Dispatcher(Offer offer, Door door, Workers workers, Outcomes outcomes) {
        this.door = door;
        this.routes = offer.routes();
        this.files = offer.files();
        this.requested = offer.requested();
        this.workers = workers;
        this.outcomes = outcomes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Admission admission = door.at(request);
        KnownRequests.Known before = isGet(request) && admission instanceof Admitted admitted
                ? known.find(admitted.asker(), pathQuery(request))
                : null;
        if (before != null) {
            Asker asker = ((Admitted) admission).asker();
            bySize(new Exchange(before.route(), asker, request, response, callback, requested), before.asked());
            return true;
        }
        String path = Request.getPathInContext(request);
        try {
            Optional<Routes.Found> found = routes.find(request.getMethod(), path);
            if (found.isEmpty()) {
                Exchange.write(file(request, path), response, callback);
            } else if (found.get().route().access() == Access.OPEN) {
                // Whoever asks, and whatever they say of themselves.
                Asker asker = admission instanceof Admitted admitted ? admitted.asker() : Asker.STRANGER;
                enter(new Exchange(found.get().route(), asker, request, response, callback, requested), found.get());
            } else {
                Route route = found.get().route();
                door.admit(
                        admission,
                        route.access(),
                        request,
                        asker -> enter(new Exchange(route, asker, request, response, callback, requested), found.get()),
                        reply -> new Exchange(route, Asker.STRANGER, request, response, callback, requested)
                                .send(reply));
            }
        } catch (Throwable e) {
            Exchange.write(outcomes.failed(request, e, path), response, callback);
        }
        return true;
    }

    private static boolean isGet(Request request) {
        return request.getMethod().equals("GET");
    }

    private static String pathQuery(Request request) {
        return request.getHttpURI().getPathQuery();
    }

    private Reply file(Request request, String path) {
        Reply file = files.find(path)
                .orElseThrow(() -> HttpFault.NO_SUCH_PATH.at(
                        "path \"" + path + "\"", "is not known", "see /openapi.json for what there is"));
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            throw HttpFault.METHOD_NOT_ALLOWED.at(path, request.getMethod() + " is not known here", "use GET");
        }
        return file;
    }

    private void enter(Exchange exchange, Routes.Found found) {
        try {
            read(exchange, found);
        } catch (Throwable e) {
            exchange.send(outcomes.failed(exchange, e));
        }
    }

    private void read(Exchange exchange, Routes.Found found) {
        Request request = exchange.request();
        Route route = found.route();
        Parameters parameters = parameters(request);
        if (route.body().isNone()) {
            answer(exchange, new ApiRequest(found.path(), parameters, NO_BODY, exchange.asker()));
            return;
        }
        refuseForeign(request);
        Workers.Work work = workers.begin(exchange);
        BodyReader.read(
                request,
                route.body(),
                body -> workers.readAndAnswer(
                        exchange, new ApiRequest(found.path(), parameters, body, exchange.asker()), work),
                fault -> exchange.send(outcomes.failed(exchange, fault)));
    }

    private void answer(Exchange exchange, ApiRequest request) {
        Work work = exchange.route().work();
        if (work == Work.BY_WORKER) {
            workers.readAndAnswer(exchange, request, workers.begin(exchange));
            return;
        }
        Asked asked;
        try {
            asked = exchange.route().endpoint().read(request);
            if (work != Work.BY_SIZE) {
                exchange.send(outcomes.answered(exchange, asked.answer().apply(Waiting.ALLOWED)));
                return;
            }
        } catch (Throwable e) {
            exchange.send(outcomes.failed(exchange, e));
            return;
        }
        if (isGet(exchange.request())) {
            known.keep(
                    exchange.asker(), pathQuery(exchange.request()), new KnownRequests.Known(exchange.route(), asked));
        }
        bySize(exchange, asked);
    }

    private void bySize(Exchange exchange, Asked asked) {
        Reply reply = asked.isSmall() && slow.isOver() ? atOnce(exchange, asked) : null;
        if (reply != null) {
            exchange.send(reply);
        } else {
            workers.answer(exchange, asked, workers.begin(exchange));
        }
    }

    /** The answer, or null if this thread would have to wait for it: others need it to be heard at all. */
    private Reply atOnce(Exchange exchange, Asked asked) {
        long began = System.nanoTime();
        try {
            return outcomes.answered(exchange, asked.answer().apply(Waiting.REFUSED));
        } catch (WouldWaitException e) {
            return null;
        } catch (Throwable e) {
            return outcomes.failed(exchange, e);
        } finally {
            slow.took(System.nanoTime() - began);
        }
    }

    private static Parameters parameters(Request request) {
        try {
            return Parameters.of(request);
        } catch (RuntimeException e) {
            throw HttpFault.BAD_WORD.at(
                    "query string", "cannot be read: " + e.getMessage(), "encode it as UTF-8 with %XX escapes");
        }
    }

    /** A page of another site must not steer this node through its reader's browser. */
    private static void refuseForeign(Request request) {
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw HttpFault.FOREIGN_ORIGIN.at("header Origin", origin, "send it from " + host);
        }
    }
}
