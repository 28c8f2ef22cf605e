package io.tidemark.http;

import io.tidemark.http.access.Allowance;
import io.tidemark.http.access.Asker;
import io.tidemark.http.access.Doorkeeper.Admission;
import io.tidemark.http.access.Doorkeeper.Admitted;
import io.tidemark.http.door.Door;
import io.tidemark.http.door.SingleHeaders;
import io.tidemark.http.exchange.Access;
import io.tidemark.http.exchange.ApiRequest;
import io.tidemark.http.exchange.Endpoint.Asked;
import io.tidemark.http.exchange.Form;
import io.tidemark.http.exchange.Parameters;
import io.tidemark.http.exchange.Reply;
import io.tidemark.http.exchange.Route;
import io.tidemark.http.exchange.Route.Work;
import io.tidemark.http.exchange.Routes;
import io.tidemark.http.exchange.Routes.There;
import io.tidemark.http.problem.HttpFault;
import io.tidemark.http.site.Names;
import io.tidemark.http.site.Origins;
import io.tidemark.memory.ByteBudget;
import io.tidemark.memory.ByteBudget.Holding;
import io.tidemark.memory.OverBudgetException;
import io.tidemark.seam.NotYetException;
import io.tidemark.seam.Waiting;
import io.tidemark.seam.WouldWaitException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.QuotedQualityCSV;
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

    private final Routes routes;
    private final Files files;
    private final Gate gate;
    private final Door door;
    private final Workers workers;
    private final Outcomes outcomes;
    private final Exchange.To to;
    private final Bodies bodies;
    private final KnownRequests known = new KnownRequests();
    private final SlowSpell slow = new SlowSpell();

    /** What a request must pass before it is looked at: the host that it asks, who sends it, and from which site. */
    record Gate(Names names, Door door, Origins origins) {}

    Dispatcher(Offer offer, Gate gate, Replies replies, Workers workers, Outcomes outcomes, ByteBudget memory) {
        this.routes = offer.routes();
        this.files = offer.files();
        this.gate = gate;
        this.door = gate.door();
        this.workers = workers;
        this.outcomes = outcomes;
        this.to = new Exchange.To(replies, offer.requested(), memory);
        this.bodies = new Bodies(memory);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        try {
            gate.names().check(request);
            SingleHeaders.check(request);
            Admission admission = door.at(request);
            KnownRequests.Known before = isUsual(request) && admission instanceof Admitted admitted
                    ? known.find(admitted.asker(), pathQuery(request))
                    : null;
            if (before != null) {
                Asker asker = ((Admitted) admission).asker();
                Exchange exchange = new Exchange(before.route(), asker, request, response, callback, to);
                if (isAllowed(exchange)) {
                    bySize(exchange, before.asked());
                }
                return true;
            }
            Optional<There> there = routes.at(path);
            Optional<Route> route = there.flatMap(routesThere -> routesThere.of(request.getMethod()));
            if (route.isPresent()) {
                take(route.get(), there.get().varying(path), admission, new Incoming(request, response, callback));
            } else {
                Reply reply = there.isPresent()
                        ? otherMethod(request, path, there.get().methods())
                        : file(request, path);
                write(reply, new Incoming(request, response, callback));
            }
        } catch (Throwable e) {
            write(outcomes.failed(request, e, path), new Incoming(request, response, callback));
        }
        return true;
    }

    /** What finds no route has a body that nobody wants, if it has one. */
    private void write(Reply reply, Incoming incoming) {
        UnreadBody.passOver(incoming.request(), () -> to.replies()
                .write(reply, incoming.request(), incoming.response(), incoming.callback()));
    }

    private static boolean isGet(Request request) {
        return request.getMethod().equals("GET");
    }

    /** Whether all there is to it is its path and query string. */
    private static boolean isUsual(Request request) {
        return isGet(request) && form(request) == Form.JSON;
    }

    private static Form form(Request request) {
        String wanted = request.getHeaders().get(HttpHeader.ACCEPT);
        // Seldom, and what is seldom is read with care.
        return wanted == null || !wanted.contains("csv")
                ? Form.JSON
                : Form.of(request.getHeaders()
                        .getQualityCSV(HttpHeader.ACCEPT, QuotedQualityCSV.MOST_SPECIFIC_MIME_ORDERING));
    }

    private static String pathQuery(Request request) {
        return request.getHttpURI().getPathQuery();
    }

    /** A request as Jetty brings it. */
    private record Incoming(Request request, Response response, Callback callback) {}

    private void take(Route route, Map<String, String> varying, Admission admission, Incoming incoming) {
        if (route.access() == Access.OPEN) {
            // Whoever asks, and whatever they say of themselves.
            Asker asker = admission instanceof Admitted admitted ? admitted.asker() : Asker.STRANGER;
            enter(exchange(route, asker, incoming), varying);
        } else {
            door.admit(
                    admission,
                    route.access(),
                    incoming.request(),
                    asker -> enter(exchange(route, asker, incoming), varying),
                    reply -> exchange(route, Asker.STRANGER, incoming).send(reply));
        }
    }

    private Exchange exchange(Route route, Asker asker, Incoming incoming) {
        return new Exchange(route, asker, incoming.request(), incoming.response(), incoming.callback(), to);
    }

    private void enter(Exchange exchange, Map<String, String> varying) {
        try {
            if (isAllowed(exchange)) {
                read(exchange, varying);
            }
        } catch (Throwable e) {
            exchange.send(outcomes.failed(exchange, e));
        }
    }

    /** Whether who asks has not spent too much; else they are told so. */
    private boolean isAllowed(Exchange exchange) {
        Optional<Allowance> allowance = exchange.route().access() == Access.OPEN
                ? Optional.empty()
                : door.allowance(exchange.asker(), exchange.request());
        OptionalLong wait = allowance.isPresent() ? allowance.get().begin() : OptionalLong.empty();
        if (wait.isPresent()) {
            exchange.send(Door.tooMuch(wait.getAsLong()));
            return false;
        }
        allowance.ifPresent(exchange::chargeTo);
        return true;
    }

    private Reply otherMethod(Request request, String path, List<String> methods) {
        String allowed = String.join(", ", methods);
        if (request.getMethod().equals("OPTIONS")) {
            return Reply.nothing(allowing(allowed, gate.origins().preflight(request, allowed)));
        }
        Reply refused = Reply.problem(HttpFault.METHOD_NOT_ALLOWED
                .at(path, request.getMethod() + " is not known here", "use " + oneOf(methods))
                .problem());
        return refused.with(refused.status(), allowing(allowed, Map.of()));
    }

    /** What anybody would mean. */
    private static String oneOf(List<String> methods) {
        return methods.stream()
                .filter(method -> method.equals("GET") || method.equals("POST"))
                .collect(Collectors.joining(" or "));
    }

    private static Map<String, String> allowing(String methods, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put(HttpHeader.ALLOW.asString(), methods);
        return headers;
    }

    private Reply file(Request request, String path) {
        if (path.equals("*")) {
            return otherMethod(request, path, Routes.METHODS);
        }
        Reply file = files.find(path)
                .orElseThrow(() -> HttpFault.NO_SUCH_PATH.at(
                        "path \"" + path + "\"", "is not known", "see /openapi.json for what there is"));
        return isGet(request) || request.getMethod().equals("HEAD")
                ? file
                : otherMethod(request, path, List.of("GET", "HEAD", "OPTIONS"));
    }

    private void read(Exchange exchange, Map<String, String> varying) {
        Request request = exchange.request();
        Parameters parameters = Parameters.of(request);
        if (exchange.route().body().isNone()) {
            answer(exchange, new ApiRequest(varying, parameters, NO_BODY, exchange.asker(), form(request)));
            return;
        }
        gate.origins().check(request);
        Workers.Work work = workers.begin(exchange);
        exchange.beginReading();
        bodies.read(
                request,
                exchange.route().body(),
                new Bodies.Takers(
                        body -> {
                            exchange.endReading();
                            workers.readAndAnswer(
                                    exchange,
                                    new ApiRequest(varying, parameters, body, exchange.asker(), form(request)),
                                    work);
                        },
                        fault -> exchange.send(outcomes.failed(exchange, fault))));
    }

    private void answer(Exchange exchange, ApiRequest request) {
        Work work = exchange.route().work();
        if (work == Work.BY_WORKER || work == Work.BY_KEPT_WORKER) {
            workers.readAndAnswer(exchange, request, workers.begin(exchange));
            return;
        }
        Asked asked;
        try {
            asked = exchange.route().endpoint().read(request);
            if (work != Work.BY_SIZE) {
                Holding holding = exchange.openAtOnce();
                exchange.sendAtOnce(
                        outcomes.answered(exchange, asked.answer().make(Waiting.ALLOWED, holding)), holding);
                return;
            }
        } catch (Throwable e) {
            exchange.send(outcomes.failed(exchange, e));
            return;
        }
        if (isUsual(exchange.request())) {
            known.keep(
                    exchange.asker(), pathQuery(exchange.request()), new KnownRequests.Known(exchange.route(), asked));
        }
        bySize(exchange, asked);
    }

    private void bySize(Exchange exchange, Asked asked) {
        Holding holding = exchange.openAtOnce();
        Reply reply = asked.isSmall() && slow.isOver() ? atOnce(exchange, asked, holding) : null;
        if (reply != null) {
            exchange.sendAtOnce(reply, holding);
        } else {
            holding.close();
            workers.answer(exchange, asked, workers.begin(exchange));
        }
    }

    /** The answer, or null if this thread would have to wait for it: others need it to be heard at all. */
    private Reply atOnce(Exchange exchange, Asked asked, Holding holding) {
        long began = System.nanoTime();
        try {
            return outcomes.answered(exchange, asked.answer().make(Waiting.REFUSED, holding));
        } catch (WouldWaitException | NotYetException | OverBudgetException e) {
            return null;
        } catch (Throwable e) {
            return outcomes.failed(exchange, e);
        } finally {
            slow.took(System.nanoTime() - began);
        }
    }
}
